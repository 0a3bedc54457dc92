import {
  type ModelSpec,
  outputOf,
  type TargetSource,
} from '../../../../app/architecture/model-spec.ts';
import type { LayerId } from '../../../../app/ids.ts';
import type { MessageKey } from '../../../../app/text.ts';
import type { Locale } from '../../../locale.svelte.ts';

const WORDS = {
  target: 'models.output-word',
  features: 'models.output-reconstructs',
  sizes: 'models.output-sizes',
  offsets: 'models.output-offsets',
} as const satisfies Record<TargetSource, MessageKey>;

/** What of a layer is trained, where the model names its outputs: `output`, `the input again × 0.5`. */
export function outputSummary({ outputs = [] }: ModelSpec, id: LayerId, locale: Locale): string {
  const own = outputs.filter(({ layer }) => outputOf(layer).layerId === id);
  return own
    .map(({ target, weight = 1 }) => {
      const word = locale.text(WORDS[target ?? 'target']);
      return weight === 1 ? word : `${word} × ${locale.number(weight)}`;
    })
    .join(', ');
}
