import type { OptionKind } from '../../../../app/cost/decision/decision.ts';
import { OPTION_KINDS } from '../../../../app/cost/decision/decision.ts';
import { INPUT_IDS, type InputId } from '../../../../app/cost/decision/inputs.ts';
import type {
  CompiledFunction,
  Target,
} from '../../../../app/cost/uncertainty/compiled-function.ts';
import type { UncertainInput } from '../../../../app/cost/uncertainty/law.ts';
import { tornado } from '../../../../app/cost/uncertainty/tornado.ts';
import type { TornadoRow } from '../../../charts/tornado-row.ts';

/** A decision as a function of its vector of inputs, and how each of them may vary. */
export interface Uncertain {
  readonly compiled: CompiledFunction;
  readonly inputs: readonly UncertainInput[];
}

/** What a tornado is about: a level month of one way, or what the best saves over the next best. */
export type Subject = OptionKind | 'saving';

/** Bars shown: those further down change little. */
const MOST_BARS = 10;

/**
 * The figure that a subject is, USD.
 * @param best   the recommended way and the next best; null where there are no two
 */
export function targetOf(
  subject: Subject,
  { compiled }: Uncertain,
  best: { readonly option: OptionKind; readonly runnerUp: OptionKind } | null,
): Target {
  const outputs = new Float64Array(compiled.options + compiled.measures);
  const cost = (kind: OptionKind) => outputs[OPTION_KINDS.indexOf(kind)] ?? Number.NaN;
  return (inputs) => {
    compiled.evaluate(inputs, outputs);
    if (subject !== 'saving') return cost(subject);
    return best === null ? Number.NaN : cost(best.runnerUp) - cost(best.option);
  };
}

/** Words of a tornado's rows. */
export interface RowWords {
  readonly name: (id: InputId) => string;
  readonly value: (id: InputId, value: number) => string;
  /** Said of a row whose range turns the answer. */
  readonly turns: string;
}

/** The inputs that move a figure most; those that turn a saving into a loss are marked. */
export function tornadoRows(
  target: Target,
  inputs: readonly UncertainInput[],
  subject: Subject,
  words: RowWords,
): readonly TornadoRow[] {
  return tornado(target, inputs)
    .slice(0, MOST_BARS)
    .flatMap(({ input, atLow, atHigh }) => {
      const id = INPUT_IDS[input];
      const law = inputs[input];
      if (id === undefined || law === undefined) return [];
      const turns = subject === 'saving' && [atLow, atHigh].some((end) => end === null || end < 0);
      return [
        {
          id,
          label: words.name(id),
          atLow,
          atHigh,
          low: words.value(id, law.low),
          high: words.value(id, law.high),
          note: turns ? words.turns : undefined,
        },
      ];
    });
}
