import { missing, outliers, scale } from './fit-numbers.ts';
import { bagOfWords, encode } from './fit-texts.ts';
import type { FrameType } from './frame.ts';
import { READ_TYPES, type StepKind } from './recipe-steps.ts';
import type { StepRule } from './step-rule.ts';

const ANY: readonly FrameType[] = [...READ_TYPES, 'encoded'];

const drop: StepRule<'drop'> = {
  accepts: () => ANY,
  fit: async (_, columns) => ({
    ops: [{ op: 'drop', columns: columns.map(({ name }) => ({ column: name })) }],
  }),
};

const rename: StepRule<'rename'> = {
  accepts: () => ANY,
  fit: async ({ column, to }) => ({ ops: [{ op: 'rename', columns: [{ column, to }] }] }),
};

const dateParts: StepRule<'date-parts'> = {
  accepts: () => ['datetime'],
  fit: async ({ parts, cyclic = false }, columns) => ({
    ops: [
      {
        op: 'date-parts',
        columns: columns.map(({ name }) => ({ column: name, parts, cyclic })),
      },
    ],
  }),
};

/** Steps about how columns are read, or about rows: they are no operations on columns. */
export type ColumnStepKind = Exclude<
  StepKind,
  'type' | 'balance' | 'relabel' | 'exclude-rows' | 'keep-together'
>;

/** Every kind of step that works on columns. */
export const STEP_RULES: { readonly [Kind in ColumnStepKind]: StepRule<Kind> } = {
  drop,
  rename,
  missing,
  outliers,
  scale,
  encode,
  'date-parts': dateParts,
  'bag-of-words': bagOfWords,
};
