import { type ModelSpec, outputOf } from '../../../../app/architecture/model-spec.ts';
import type { LayerId } from '../../../../app/ids.ts';
import type { Locale } from '../../../locale.svelte.ts';

/** What of a layer is trained, where the model names its outputs: `output`, `the input again × 0.5`. */
export function outputSummary({ outputs = [] }: ModelSpec, id: LayerId, locale: Locale): string {
  const own = outputs.filter(({ layer }) => outputOf(layer).layerId === id);
  return own
    .map(({ target, weight = 1 }) => {
      const word = locale.text(
        target === 'features' ? 'models.output-reconstructs' : 'models.output-word',
      );
      return weight === 1 ? word : `${word} × ${locale.number(weight)}`;
    })
    .join(', ');
}
