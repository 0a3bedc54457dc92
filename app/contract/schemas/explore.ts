import { z } from 'zod';
import { COLUMN_TYPES } from '../../dataset/dataset.ts';
import type { RowsPage } from '../../dataset/explore/rows-query.ts';
import { schemaOf } from './schema-of.ts';
import { count, limit, longText, nameText, split } from './values.ts';

const cell = z.union([z.string(), z.number()]).nullable();

export const rowsPage = schemaOf<RowsPage>()(
  z
    .object({
      columns: z.array(
        z.object({
          name: z.string().describe('As expressions name it.'),
          type: z.enum(COLUMN_TYPES),
        }),
      ),
      total: count.describe('Rows that the query has.'),
      rows: z.array(
        z.object({
          row: count.describe('In the source, from 0; expressions know it as "#", from 1.'),
          split: split
            .nullable()
            .describe('Null for rows that no split has; expressions: "#split".'),
          cells: z.array(cell).describe('As they are read; texts are cut to 1,000 characters.'),
        }),
      ),
    })
    .meta({ id: 'RowsPage' }),
);

export const EXPLORE_PARAMS = {
  'explore.rows': z.strictObject({
    dataset: nameText.min(1).describe('Id or name.'),
    split: split.nullable().describe('Null: all.'),
    where: longText.nullable().describe('SQL expression that is true for the rows wanted.'),
    order: longText.nullable().describe('SQL expressions, each with ASC or DESC if wanted.'),
    offset: count,
    limit,
  }),
} as const;

export const EXPLORE_RESULTS = { 'explore.rows': rowsPage } as const;
