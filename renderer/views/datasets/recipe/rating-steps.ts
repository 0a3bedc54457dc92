import type { Recipe } from '../../../../app/dataset/dataset.ts';
import {
  DEFAULT_DRAW,
  DEFAULT_NEGATIVES,
  MOST_MINIMUM,
  MOST_NEGATIVES,
  NEGATIVE_DRAWS,
} from '../../../../app/dataset/ratings/rating-options.ts';
import { type Arguments, type FamilyStep, said } from './family-step.ts';

const minimum = {
  kind: 'number',
  usual: null,
  integer: true,
  minimum: 1,
  maximum: MOST_MINIMUM,
} as const;

/** Steps of ratings, and of choices that are made of them. */
export const RATING_STEPS: readonly FamilyStep[] = [
  {
    kind: 'rating-columns',
    section: 'ratings',
    fields: [
      { name: 'user', kind: 'column' },
      { name: 'item', kind: 'column' },
    ],
  },
  {
    kind: 'rating-minimum',
    section: 'ratings',
    fields: [
      { ...minimum, name: 'minimumPerUser' },
      { ...minimum, name: 'minimumPerItem' },
    ],
  },
  {
    kind: 'rating-learnt',
    section: 'ratings',
    arguments: { within: 'implicit', read: readLearnt, write: writeLearnt },
    fields: [
      { name: 'learnt', kind: 'choice', choices: ['ratings', 'from', 'choices'], decides: true },
      { name: 'positiveFrom', kind: 'number', usual: 1, for: ['from'] },
      {
        name: 'negatives',
        kind: 'number',
        usual: DEFAULT_NEGATIVES,
        integer: true,
        minimum: 1,
        maximum: MOST_NEGATIVES,
        for: ['from', 'choices'],
      },
      {
        name: 'draw',
        kind: 'choice',
        choices: NEGATIVE_DRAWS,
        usual: DEFAULT_DRAW,
        for: ['from', 'choices'],
      },
    ],
  },
];

/** What is learnt of ratings, spread out. */
function readLearnt({ ratings: { implicit } = {} }: Recipe): Arguments {
  const learnt =
    implicit === undefined ? 'ratings' : implicit.positiveFrom === undefined ? 'choices' : 'from';
  return { ...implicit, learnt };
}

function writeLearnt(
  recipe: Recipe,
  name: string,
  value: unknown,
  usualFrom: number,
): Partial<Recipe> {
  const { implicit = {}, ...ratings } = recipe.ratings ?? {};
  if (name !== 'learnt') {
    return { ratings: { ...ratings, implicit: said({ ...implicit, [name]: value }) } };
  }
  const { positiveFrom: _, ...drawn } = implicit;
  if (value === 'ratings') return { ratings };
  const from = value === 'from' ? { positiveFrom: usualFrom } : {};
  return { ratings: { ...ratings, implicit: { ...drawn, ...from } } };
}
