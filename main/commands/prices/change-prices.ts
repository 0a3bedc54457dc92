import { resolve } from 'node:path';
import type { PriceImport } from '../../../app/contract/prices.ts';
import { SHEETS, type SheetDefinition, type SheetName } from '../../../app/cost/fact-sheets.ts';
import type { SheetDiff } from '../../../app/cost/sheets/diff.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { Language } from '../../../app/language.ts';
import { cellWords, changeWords, sheetTitle } from '../../../app/price-text.ts';
import { text } from '../../../app/text.ts';
import { wholeNumber } from '../option-values.ts';
import type { Answer, VerbContext } from '../verb.ts';
import { findingTable, readSheetName } from './look-at-prices.ts';

interface ImportOptions {
  readonly sheet?: string;
  readonly merge?: boolean;
  readonly trustUnits?: boolean;
  readonly dryRun?: boolean;
}

/** Lines of a diff that a terminal shows; `--json` has all of it. */
const MAX_DIFF_LINES = 200;

/** `prices import FILE`, `prices diff FILE`. */
export async function changePrices(
  { client, language }: VerbContext,
  file: string,
  { sheet: given, merge = false, trustUnits = false, dryRun = false }: ImportOptions,
): Promise<Result<Answer>> {
  const sheet = given === undefined ? ok(null) : readSheetName(given);
  if (!sheet.ok) return sheet;
  const done = await client.request(dryRun ? 'prices.preview' : 'prices.import', {
    // The host may work in another folder.
    path: resolve(file),
    sheet: sheet.value,
    mode: merge ? 'merge' : 'replace',
    trustUnits,
  });
  if (!done.ok) return done;
  return ok({ json: done.value, text: importText(done.value, dryRun, language) });
}

function importText(done: PriceImport, dryRun: boolean, language: Language): string {
  const { diff, findings, ownFigures, change } = done;
  const { added, removed, changed, unchanged } = diff;
  const outcome =
    change !== null
      ? text(language, 'cli.prices.imported-as', { id: change.id })
      : text(language, dryRun ? 'cli.prices.dry' : 'cli.prices.unchanged');
  return [
    text(language, 'cli.prices.diff', {
      sheet: sheetTitle(done.sheet, language),
      file: done.file,
      added: added.length,
      removed: removed.length,
      changed: changed.length,
      unchanged,
    }),
    diffLines(diff, language).join('\n'),
    findings.length === 0 ? '' : findingTable(findings, language),
    ownFigures === 0 ? '' : text(language, 'cli.prices.own-kept', { count: ownFigures }),
    outcome,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function diffLines({ added, removed, changed }: SheetDiff, language: Language): readonly string[] {
  const lines = [
    ...added.map((row) => `+ ${row}`),
    ...removed.map((row) => `− ${row}`),
    ...changed.flatMap(({ row, cells }) => [
      `~ ${row}`,
      ...cells.map(({ column, before, after, fraction }) => {
        const [from, to] = [before, after].map((value) => cellWords(value, null, language));
        return `    ${column}  ${from} → ${to}  ${changeWords(fraction, language)}`.trimEnd();
      }),
    ]),
  ];
  if (lines.length <= MAX_DIFF_LINES) return lines;
  const more = text(language, 'cli.prices.more', { count: lines.length - MAX_DIFF_LINES });
  return [...lines.slice(0, MAX_DIFF_LINES), more];
}

/** `prices set SHEET.ROW.COLUMN VALUE --note TEXT`. */
export async function setFigure(
  { client, language }: VerbContext,
  given: string,
  value: string,
  note: string,
): Promise<Result<Answer>> {
  const figure = readFigureKey(given);
  if (!figure.ok) return figure;
  const set = await client.request('prices.set', { ...figure.value, value, note });
  if (!set.ok) return set;
  const { row, change } = set.value;
  const own = row.own.find(({ column }) => column === figure.value.column);
  const words = text(language, 'cli.prices.set', {
    figure: figureKey(figure.value),
    value: cellWords(change.value, null, language),
    before: cellWords(own?.before, null, language),
    id: change.id,
  });
  return ok({ json: set.value, text: words });
}

/** `prices undo [CHANGE]`. */
export async function undoChange(
  { client, language }: VerbContext,
  given: string | undefined,
): Promise<Result<Answer>> {
  const change =
    given === undefined ? ok(null) : wholeNumber('undo', given, Number.MAX_SAFE_INTEGER);
  if (!change.ok) return change;
  const undone = await client.request('prices.undo', { change: change.value });
  if (!undone.ok) return undone;
  const { kind, sheet, file, row, column } = undone.value;
  const words =
    kind === 'import'
      ? text(language, 'cli.prices.undone-import', {
          file: file ?? '',
          sheet: sheetTitle(sheet, language),
        })
      : text(language, 'cli.prices.undone-figure', { figure: `${sheet}.${row}.${column}` });
  return ok({ json: { undone: undone.value }, text: words });
}

interface FigureKey {
  readonly sheet: SheetName;
  readonly row: string;
  readonly column: string;
}

function figureKey({ sheet, row, column }: FigureKey): string {
  return `${sheet}.${row}.${column}`;
}

/**
 * `SHEET.ROW.COLUMN`, where only the row may hold dots; of a sheet with one figure in a row,
 * the column may be left out.
 */
export function readFigureKey(given: string): Result<FigureKey> {
  const [, name = '', rest = ''] = /^([^.]+)\.(.+)$/s.exec(given) ?? [];
  if (rest === '') {
    const subject = given;
    return fail({
      code: 'usage/invalid',
      problem: 'value-invalid',
      subject,
      expected: 'SHEET.ROW.COLUMN',
    });
  }
  const sheet = readSheetName(name);
  if (!sheet.ok) return sheet;
  const definition: SheetDefinition = SHEETS[sheet.value];
  const dot = rest.lastIndexOf('.');
  const column = rest.slice(dot + 1);
  if (dot > 0 && Object.hasOwn(definition.columns, column)) {
    return ok({ sheet: sheet.value, row: rest.slice(0, dot), column });
  }
  if (definition.figure !== null) {
    return ok({ sheet: sheet.value, row: rest, column: definition.figure });
  }
  const known = Object.keys(definition.columns).filter((key) => !definition.key.includes(key));
  return fail({ code: 'prices/figure-unknown', figure: given, known });
}
