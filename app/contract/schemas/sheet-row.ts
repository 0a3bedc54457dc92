import { z } from 'zod';
import { type RowPlace, SHEETS, type SheetName, type SheetRow } from '../../cost/fact-sheets.ts';
import { rowSchema } from '../../cost/fact-sheets-columns.ts';
import { sheetName } from './prices.ts';
import { schemaOf } from './schema-of.ts';

const rowPlace = schemaOf<RowPlace>()(
  z
    .object({
      sheet: sheetName,
      row: z.string(),
      own: z.record(z.string(), z.object({ note: z.string(), setOn: z.string() })),
    })
    .meta({
      id: 'RowPlace',
      description: 'Where a row stands, and by column which of its figures are the user’s own.',
    }),
);

/** A row that a calculation works with: the sheet's columns, and its place. */
export function placedRow<Name extends SheetName>(name: Name): z.ZodType<SheetRow<Name>> {
  const row: z.ZodType = rowSchema(SHEETS[name].columns, { place: rowPlace.exactOptional() });
  return row as z.ZodType<SheetRow<Name>>;
}
