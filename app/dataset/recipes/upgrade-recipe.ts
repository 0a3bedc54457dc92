import type { FittedRecipe, FittedTarget } from '../recipe.ts';
import type { FittedFeature, FittedInput, FittedOp, OpEntries } from './fitted-table.ts';

/** How one source column became numbers, in manifests of version 1. */
export type FirstColumn =
  | {
      readonly column: string;
      readonly kind: 'standardize';
      readonly fill: number;
      readonly mean: number;
      readonly stddev: number;
      readonly missingFlag: boolean;
    }
  | { readonly column: string; readonly kind: 'one-hot'; readonly categories: readonly string[] };

/** The fitted recipe of manifests of version 1. */
export interface FirstRecipe {
  readonly version: 1;
  readonly features: readonly FirstColumn[];
  readonly target: FittedTarget;
}

/** The same recipe in operations: every row gets the very features that it was trained with. */
export function upgradeRecipe({ features, target }: FirstRecipe): FittedRecipe {
  if (features.length === 0) return { version: 2, recipe: null, table: null, target };
  const inputs: FittedInput[] = [];
  const scales: OpEntries['scale'][] = [];
  const fills: OpEntries['fill'][] = [];
  const encodings: OpEntries['one-hot'][] = [];
  const lined: FittedFeature[] = [];
  for (const feature of features) {
    const { column } = feature;
    if (feature.kind === 'one-hot') {
      inputs.push({ column, type: 'category' });
      encodings.push({ column, categories: feature.categories, other: false });
      lined.push({ column, names: feature.categories.map((name) => `${column}=${name}`) });
      continue;
    }
    const { mean, stddev, fill, missingFlag } = feature;
    const flag = missingFlag ? `${column}?` : null;
    inputs.push({ column, type: 'number' });
    scales.push({ column, shift: mean, factor: stddev });
    fills.push({ column, value: (fill - mean) / stddev, flag });
    lined.push({ column, names: [column] });
    if (flag !== null) lined.push({ column: flag, names: [flag] });
  }
  const ops: readonly FittedOp[] = [
    { op: 'scale', columns: scales },
    { op: 'fill', columns: fills },
    { op: 'one-hot', columns: encodings },
  ];
  return { version: 2, recipe: null, table: { inputs, ops, features: lined }, target };
}
