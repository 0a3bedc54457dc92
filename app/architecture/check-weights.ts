import { type AppError, fail, ok, type Result } from '../errors.ts';
import { listArgument, readCall } from '../function-text.ts';
import type { LayerId } from '../ids.ts';
import { INITIALIZERS } from './initializers.ts';
import type { WeightSpec } from './layer-definition.ts';
import { CONSTRAINTS, REGULARIZERS } from './regularizers.ts';

/** Axes that a weight must have for what only makes sense of matrices. */
const RANKS: Readonly<Record<string, (rank: number) => boolean>> = {
  identity: (rank) => rank === 2,
  orthogonal: (rank) => rank >= 2,
};

/** Holds initialisers, regularisers and constraints of a layer against the weights that they are for. */
export function checkWeights(
  weights: readonly WeightSpec[],
  config: Readonly<Record<string, unknown>>,
  layerId: LayerId,
): Result<readonly WeightSpec[]> {
  for (const { shape, initializer, regularizer, constraint } of weights) {
    const rank = shape.length;
    if (!startsFrom(initializer, rank)) {
      const expected = `initializer for ${rank} axes`;
      return fail(odd('_initializer', initializer, expected, config, layerId));
    }
    if (regularizer !== undefined && !penalises(regularizer, rank)) {
      const expected = `regularizer for ${rank} axes`;
      return fail(odd('_regularizer', regularizer, expected, config, layerId));
    }
    if (constraint !== undefined && !holds(constraint, rank)) {
      return fail(odd('_constraint', constraint, `weight axis of ${rank}`, config, layerId));
    }
  }
  return ok(weights);
}

function startsFrom(initializer: string, rank: number): boolean {
  const fits = RANKS[readCall(INITIALIZERS, initializer)?.name ?? ''];
  return fits === undefined || fits(rank);
}

function penalises(regularizer: string, rank: number): boolean {
  return readCall(REGULARIZERS, regularizer)?.name !== 'orthogonal_regularizer' || rank === 2;
}

function holds(constraint: string, rank: number): boolean {
  const call = readCall(CONSTRAINTS, constraint);
  if (call === null || !('axis' in call.arguments)) return true;
  const axes = listArgument(call, 'axis').map((axis) => (axis < 0 ? axis + rank : axis));
  return new Set(axes).size === axes.length && axes.every((axis) => axis >= 0 && axis < rank);
}

function odd(
  suffix: string,
  value: string,
  expected: string,
  config: Readonly<Record<string, unknown>>,
  layerId: LayerId,
): AppError {
  const key = Object.keys(config).find((each) => each.endsWith(suffix) && config[each] === value);
  return {
    code: 'architecture/config-invalid',
    layerId,
    key: key ?? suffix.slice(1),
    value,
    expected,
  };
}
