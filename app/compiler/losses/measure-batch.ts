import type { MeasurePlan } from '../../metrics/measures.ts';
import type { Value } from '../graph.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import type { Compared } from './compare.ts';
import { measureName, measureOf } from './measure.ts';
import { batchSums, meanOf, type Places, type Sums } from './reduce.ts';

/** What weights cost by their regularisers; no output's loss is called so. */
const PENALTY = 'regularization';

/** A batch's measures as sums, and the number that training makes small. */
export interface BatchMeasures {
  readonly measures: MeasurePlan;
  /** In the plan's order; together as wide as it says. */
  readonly values: readonly Value[];
  /** [1] */
  readonly objective: Value;
}

/**
 * Measures a batch: its losses and what else people read.
 * @param present float32 [batch]: 0 for samples that only fill up the batch
 * @param penalty what the weights cost, a scalar; see `weightPenalty`
 */
export function measureBatch(
  compared: readonly [Compared, ...Compared[]],
  present?: Value,
  penalty: Value | null = null,
): BatchMeasures {
  const [primary] = compared;
  const isAlone = compared.length === 1 && primary.output.weight === 1 && penalty === null;
  const losses = compared.map(({ output, losses, mask }) => ({
    tag: isAlone ? 'loss' : `${output.name}/loss`,
    weight: output.weight,
    sums: batchSums(losses, { mask, present }),
  }));
  const places: Places = { mask: primary.mask, present };
  const name = measureName(primary.output);
  const others = primary.isSampled
    ? []
    : [{ tag: name, kind: name, sums: batchSums(measureOf(primary), places) }];
  const penalties = penalty === null ? [] : [penaltyMeasure(penalty, primary, present)];
  const objective = [...losses, ...penalties];
  const all = [...objective.map((each) => ({ ...each, kind: 'loss' as const })), ...others];
  return {
    measures: {
      measures: all.map(({ tag, kind }) => ({ tag, kind, width: 2 })),
      objective: objective.map(({ tag, weight }) => ({ tag, weight })),
    },
    values: all.flatMap(({ sums }) => pairOf(sums)),
    objective: [
      ...losses.map(({ sums, weight }) => weighted(meanOf(sums), weight)),
      ...(penalty === null ? [] : [reshape(penalty, [1])]),
    ].reduce((left, right) => add(left, right)),
  };
}

/** A penalty as the mean over samples that it would be, each having the same. */
function penaltyMeasure(penalty: Value, { target }: Compared, present: Value | undefined) {
  const count = present === undefined ? (target.shape[0] ?? 1) : reshape(sum(present), [1]);
  const sums: Sums = { sum: multiply(reshape(penalty, [1]), count), count };
  return { tag: PENALTY, weight: 1, sums };
}

const weighted = (loss: Value, weight: number): Value =>
  weight === 1 ? loss : multiply(loss, weight);

function pairOf({ sum, count }: Sums): readonly Value[] {
  return [sum, typeof count === 'number' ? sum.graph.constant([count], 'float32', [1]) : count];
}
