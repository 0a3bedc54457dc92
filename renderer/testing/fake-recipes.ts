import type { PreviewSide, RecipePreview, RecipeReport } from '../../app/contract/recipes.ts';
import type { Dataset, Recipe } from '../../app/dataset/dataset.ts';
import { aDataset } from '../../app/testing/builders.ts';

/** What an import of a table of flowers does without being told. */
export const FLOWER_RECIPE: Recipe = {
  version: 1,
  task: 'classification',
  target: 'species',
  split: { kind: 'stratified', fractions: { train: 0.7, val: 0.15, test: 0.15 }, seed: 1 },
  steps: [
    { kind: 'scale', columns: { type: 'number' }, method: 'standard' },
    { kind: 'missing', columns: { type: 'number' }, strategy: 'median', indicator: 'auto' },
  ],
};

/** A sample of flowers; afterwards every column has mean 0. */
export function aRecipePreview(recipe: Recipe = FLOWER_RECIPE): RecipePreview {
  const names = aDataset().columns.map(({ name }) => name);
  const side = (mean: number): PreviewSide => ({
    columns: names.map((name) =>
      name === 'species'
        ? { name, type: 'category', missing: 0, distinct: 3 }
        : {
            name,
            type: 'number',
            missing: 0,
            minimum: mean - 2,
            maximum: mean + 2,
            mean,
            stddev: 1,
          },
    ),
    rows: [names.map((name) => (name === 'species' ? 'setosa' : mean))],
  });
  const splits = { train: 105, val: 22, test: 23 };
  return {
    recipe,
    rows: 150,
    sourceRows: 150,
    splits,
    before: side(5),
    after: side(0),
    features: 4,
  };
}

export function aRecipeReport({ name, createdAt, fingerprint }: Dataset): RecipeReport {
  return {
    dataset: name,
    recipe: FLOWER_RECIPE,
    fitted: null,
    sourceFingerprint: 'c'.repeat(64),
    versions: [{ dataset: name, createdAt, fingerprint, steps: 2, split: 'stratified' }],
  };
}
