import type { Value } from '../graph.ts';
import { multiply, softplus, subtract } from '../operators/elementwise.ts';
import { sum } from '../operators/reduction.ts';
import { type Loss, lastAxis } from './loss.ts';

/** How far each score lies above the first, [batch, scores], and a mean over all but the first. */
export function aboveFirst(scores: Value): {
  readonly differences: Value;
  meanOverOthers(values: Value): Value;
} {
  const count = scores.shape.at(-1) ?? 1;
  const constant = (valueAt: (place: number) => number) =>
    scores.graph.constant(
      Array.from({ length: count }, (_, place) => valueAt(place)),
      'float32',
      [count],
    );
  const first = constant((place) => (place === 0 ? 1 : 0));
  const shares = constant((place) => (place === 0 ? 0 : 1 / (count - 1)));
  return {
    differences: subtract(scores, sum(multiply(scores, first), lastAxis(scores), true)),
    meanOverOthers: (values) => sum(multiply(values, shares), lastAxis(values)),
  };
}

/**
 * −log of the probability that the first score beats another, sigmoid(first − other), as a mean
 * over the others. The first is that of an item the user chose, the others of items drawn.
 * @source Rendle et al. 2009, arXiv:1205.2618, §4.1
 */
const bayesianPersonalizedRanking: Loss = ({ output }) => {
  const { differences, meanOverOthers } = aboveFirst(output);
  return meanOverOthers(softplus(differences));
};

export const rankingLosses = {
  bayesian_personalized_ranking: bayesianPersonalizedRanking,
} as const satisfies Readonly<Record<string, Loss>>;
