import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appError } from '../../app/contract/schemas/errors.ts';
import { priceImport } from '../../app/contract/schemas/prices.ts';
import { SHEET_NAMES } from '../../app/cost/fact-sheets.ts';
import { definitionOf } from '../../app/cost/sheets/read-row.ts';
import { planImport } from './plan-import.ts';
import { openSheets } from './read-sheets.ts';

const reader = openSheets(fileURLToPath(new URL('../../resources/facts', import.meta.url)));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file is planned, or refused with an error that the contract knows; nothing else comes of it. */
async function expectAnswer(content: string | Uint8Array, sheet: (typeof SHEET_NAMES)[number]) {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const wish = { path, sheet, mode: 'merge', trustUnits: false } as const;
  const planned = await planImport(wish, reader, () => [], '2026-11-26T00:00:00.000Z');
  if (planned.ok) priceImport.parse(planned.value.preview);
  else appError.parse(planned.error);
  expect(Object.prototype).not.toHaveProperty('polluted');
}

const anySheet = fc.constantFrom(...SHEET_NAMES);
const cells = fc.oneof(
  fc.double(),
  fc.string(),
  fc.constantFrom(null, true, '', '2026-08', 0, -1, 1e308, [], {}, ['a'], { a: 1 }),
  fc.constant(JSON.parse('{"__proto__": {"polluted": true}}')),
);

test('any bytes are answered', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), anySheet, expectAnswer), {
    numRuns: 100,
  });
});

test('rows with the right columns and any values are answered', async () => {
  const file = anySheet.chain((sheet) => {
    const columns = Object.keys(definitionOf(sheet).columns);
    const row = fc.record(Object.fromEntries(columns.map((name) => [name, cells])));
    return fc.tuple(fc.array(row, { maxLength: 3 }), fc.constant(sheet));
  });
  await fc.assert(
    fc.asyncProperty(file, ([rows, sheet]) => expectAnswer(JSON.stringify(rows), sheet)),
    { numRuns: 200 },
  );
});

test('CSV with the right header and any cells is answered', async () => {
  const file = anySheet.chain((sheet) => {
    const columns = Object.keys(definitionOf(sheet).columns);
    const line = fc.array(fc.string(), { minLength: columns.length, maxLength: columns.length });
    return fc.tuple(fc.array(line, { maxLength: 3 }), fc.constant(sheet), fc.constant(columns));
  });
  await fc.assert(
    fc.asyncProperty(file, ([lines, sheet, columns]) =>
      expectAnswer([columns, ...lines].map((cells) => cells.join(',')).join('\n'), sheet),
    ),
    { numRuns: 200 },
  );
});
