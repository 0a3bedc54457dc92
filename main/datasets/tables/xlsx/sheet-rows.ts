import { fail, ok, type Result } from '../../../../app/errors.ts';
import type { RawRecord } from '../../delimited/canonical-writer.ts';
import { LONGEST_RECORD_BYTES } from '../../delimited/scanner.ts';
import { MOST_COLUMNS } from '../../delimited/stage.ts';
import { attributeOf, xmlEvents } from '../../xml-events.ts';
import { dateText } from './dates.ts';
import type { Formulas } from './formulas.ts';
import type { Workbook } from './workbook.ts';

const LETTERS_IN_ALPHABET = 26;

/** The rows of a sheet that hold something, by their number in the sheet; formulas without a value are noted. */
export async function* sheetRows(
  workbook: Workbook,
  entry: string,
  formulas: Formulas,
): AsyncGenerator<Result<RawRecord>> {
  const { path } = workbook;
  let line = 0;
  let cells: (string | null)[] = [];
  let characters = 0;
  let cell = { column: 0, type: '', style: 0 };
  let value = '';
  let inValue = false;
  let formula = false;
  let calculated = false;
  for await (const event of xmlEvents(workbook.part(entry), path)) {
    if (event.kind === 'text') {
      if (inValue) value += event.text;
      continue;
    }
    const opens = event.kind === 'open';
    switch (event.name) {
      case 'row':
        if (opens) {
          const told = Number(attributeOf(event.attributes, 'r') ?? 0);
          line = Number.isSafeInteger(told) && told > line && told < 2 ** 31 ? told : line + 1;
          cells = [];
          characters = 0;
        } else if (cells.some((text) => text !== null)) yield ok({ line, cells });
        break;
      case 'c':
        if (opens) {
          cell = readCell(event.attributes, cells.length);
          value = '';
          formula = false;
          calculated = false;
          if (cell.column >= MOST_COLUMNS) {
            const maximumColumns = MOST_COLUMNS;
            const columns = cell.column + 1;
            yield fail({ code: 'dataset/too-many-columns', path, columns, maximumColumns });
            return;
          }
          break;
        }
        if (formula && !calculated) formulas.add(`${columnLetters(cell.column)}${line}`);
        while (cells.length < cell.column) cells.push(null);
        cells[cell.column] = cellText(workbook, cell, value);
        characters += cells[cell.column]?.length ?? 0;
        if (characters > LONGEST_RECORD_BYTES) {
          const maximumBytes = LONGEST_RECORD_BYTES;
          yield fail({
            code: 'dataset/value-too-long',
            path,
            row: line,
            bytes: characters,
            maximumBytes,
          });
          return;
        }
        break;
      case 'f':
        formula = true;
        break;
      case 'v':
        calculated = true;
        inValue = opens;
        break;
      case 't':
        inValue = opens;
        break;
      case 'rPh':
        // Readings of characters are no part of the text.
        inValue = false;
        break;
    }
  }
}

interface Cell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
}

/** A cell without a reference stands behind the one before. */
function readCell(attributes: string, next: number): Cell {
  const letters = /^[A-Z]{1,4}/i.exec(attributeOf(attributes, 'r') ?? '')?.[0];
  return {
    column: letters === undefined ? next : columnIndex(letters),
    type: attributeOf(attributes, 't') ?? 'n',
    style: Number(attributeOf(attributes, 's') ?? 0),
  };
}

/** A is 0, Z is 25, AA is 26. */
function columnIndex(letters: string): number {
  return (
    [...letters.toUpperCase()].reduce(
      (index, letter) => index * LETTERS_IN_ALPHABET + letter.charCodeAt(0) - 64,
      0,
    ) - 1
  );
}

function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % LETTERS_IN_ALPHABET));
  const before = Math.floor(column / LETTERS_IN_ALPHABET);
  return before === 0 ? letter : columnLetters(before - 1) + letter;
}

/** What people see of a cell, except that numbers keep all their digits. */
function cellText(workbook: Workbook, { type, style }: Cell, value: string): string | null {
  if (value === '') return null;
  switch (type) {
    case 's':
      return workbook.sharedTexts[Number(value)] ?? null;
    case 'b':
      return value.trim() === '1' ? 'true' : 'false';
    case 'n':
      return workbook.dateStyles[style] === true
        ? (dateText(value, workbook.from1904) ?? value)
        : value;
    default:
      return value;
  }
}
