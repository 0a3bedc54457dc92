import type { FittedMetric } from '../../metrics/fit-metrics.ts';
import type { Measure, MeasurePlan } from '../../metrics/measures.ts';
import type { Value } from '../graph.ts';
import type { Compared } from '../losses/compare.ts';
import { type Mixture, mixedLosses } from '../losses/mixed.ts';
import { batchSums, meanOf, overSamples, type Sums } from '../losses/reduce.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { gather, reshape } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { pairOf } from './metric.ts';
import { METRIC_SUMS } from './table.ts';

/** What weights and outputs of layers cost by their regularisers; no output's loss is called so. */
const PENALTY = 'regularization';

/** A batch's measures as sums, and the number that training makes small. */
export interface BatchMeasures {
  readonly measures: MeasurePlan;
  /** In the plan's order; together as wide as it says. */
  readonly values: readonly Value[];
  /** [1] */
  readonly objective: Value;
}

/** What else enters a batch's measures. */
export interface BatchExtras {
  /** float32 [batch]: 0 for samples that only fill up the batch. */
  readonly present?: Value | undefined;
  /** float32 [batch]: how much each sample counts, in losses and metrics. */
  readonly weight?: Value | undefined;
  /** How much samples of each class count, in losses of classes. */
  readonly classWeights?: readonly number[] | null;
  /** What the weights cost, a scalar; see `weightPenalty`. */
  readonly penalty?: Value | null;
  /** What outputs of layers cost each sample, [batch]; see `activityPenalty`. */
  readonly activity?: Value | null;
  /** How samples are mixed with each other, where they are. */
  readonly mixture?: Mixture | null;
}

/**
 * Measures a batch: its losses, and metrics of the first output. As in Keras, a weighted loss is
 * divided by the number of samples, and a weighted metric by their weights.
 */
export function measureBatch(
  compared: readonly [Compared, ...Compared[]],
  metrics: readonly FittedMetric[],
  {
    present,
    weight,
    classWeights = null,
    penalty = null,
    activity = null,
    mixture = null,
  }: BatchExtras = {},
): BatchMeasures {
  const [primary] = compared;
  const isAlone =
    compared.length === 1 && primary.output.weight === 1 && penalty === null && activity === null;
  const losses = compared.map((each) => ({
    tag: isAlone ? 'loss' : `${each.output.name}/loss`,
    weight: each.output.weight,
    sums: lossSums(each, { present, weight, classWeights, mixture }),
  }));
  const places = { mask: primary.mask, present: product(present, weight) };
  const penalties = penaltySums(primary, { present, penalty, activity });
  const parts = [
    ...losses,
    ...(penalties === null ? [] : [{ tag: PENALTY, weight: 1, sums: penalties }]),
  ];
  const measured = primary.isSampled ? [] : metrics;
  return {
    measures: {
      measures: [
        ...parts.map(({ tag }): Measure => ({ tag, kind: 'loss', width: 2 })),
        ...measured.map(({ tag, kind, width }): Measure => ({ tag, kind, width })),
      ],
      objective: parts.map(({ tag, weight }) => ({ tag, weight })),
    },
    values: [
      ...parts.flatMap(({ sums }) => pairOf(sums)),
      ...measured.flatMap((metric) => METRIC_SUMS[metric.name]({ ...primary, metric, places })),
    ],
    objective: [
      ...losses.map(({ sums, weight }) => weighted(meanOf(sums), weight)),
      ...(penalty === null ? [] : [reshape(penalty, [1])]),
      ...(activity === null ? [] : [meanOf(batchSums(activity, { present }))]),
    ].reduce((left, right) => add(left, right)),
  };
}

/** Losses of a batch, each sample's as much as it counts; of mixed samples, towards both answers. */
function lossSums(
  compared: Compared,
  {
    present,
    weight,
    classWeights = null,
    mixture = null,
  }: Omit<BatchExtras, 'penalty' | 'activity'>,
): Sums {
  const { losses, mask, neighbour } = compared;
  const places = { mask, present };
  const weights = product(weight, classWeightOf(compared, classWeights));
  if (mixture === null || neighbour === undefined) return batchSums(losses, places, weights);
  const other = product(
    weight && mixture.neighbour(weight),
    classWeightOf({ ...compared, target: neighbour.target }, classWeights),
  );
  const counted = (told: Value, each: Value | undefined) =>
    each === undefined ? told : multiply(told, overSamples(each, told.shape));
  const mixed = mixedLosses(counted(losses, weights), counted(neighbour.losses, other), mixture);
  return batchSums(mixed, places);
}

/** The weight of each sample's class, [batch]; undefined where classes count alike, or there are none. */
function classWeightOf(
  { output, target }: Compared,
  classWeights: readonly number[] | null,
): Value | undefined {
  const isClass = output.source === 'target' && output.target.kind === 'class';
  if (classWeights === null || !isClass) return undefined;
  const table = target.graph.constant(classWeights, 'float32', [classWeights.length]);
  return gather(table, target);
}

/** The product of what there is. */
function product(left: Value | undefined, right: Value | undefined): Value | undefined {
  return left === undefined || right === undefined ? (left ?? right) : multiply(left, right);
}

/** Penalties as a mean over samples, each of which has that of the weights and its own. */
function penaltySums(
  { target }: Compared,
  { present, penalty = null, activity = null }: BatchExtras,
): Sums | null {
  const count = present === undefined ? (target.shape[0] ?? 1) : reshape(sum(present), [1]);
  const parts = [
    ...(penalty === null ? [] : [multiply(reshape(penalty, [1]), count)]),
    ...(activity === null ? [] : [batchSums(activity, { present }).sum]),
  ];
  if (parts.length === 0) return null;
  return { sum: parts.reduce((left, right) => add(left, right)), count };
}

const weighted = (loss: Value, weight: number): Value =>
  weight === 1 ? loss : multiply(loss, weight);
