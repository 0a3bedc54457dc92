import { FALSE_TEXTS, LARGEST_NUMBER, TRUE_TEXTS } from '../../../app/dataset/raw-value.ts';
import { mayBeNumber, presentIn, trimmedCell } from './cells.ts';
import { sqlText } from './table-session.ts';

/** A raw cell, and the number in it, whatever space is around. DuckDB reads 1_000 as a number; people do not. */
export function readCells(column: number): string {
  const cell = `c${column}`;
  const cast = (text: string) => `TRY_CAST(${text} AS DOUBLE)`;
  return `${cell}, CASE WHEN ${mayBeNumber(cell)}
    THEN coalesce(${cast(cell)}, ${cast(trimmedCell(cell))}) END AS d${column}`;
}

/** A cell's number within bounds, and the cleaned text of a cell that has none. */
export function cleanedCells(column: number): string {
  const number = `abs(d${column}) <= ${LARGEST_NUMBER}`;
  return `c${column}, CASE WHEN ${number} THEN d${column} END AS n${column},
    CASE WHEN coalesce(${number}, false) THEN NULL
      ELSE ${presentIn(`(${trimmedCell(`c${column}`)})`)} END AS t${column}`;
}

/** Words for true and false, as a list. */
export const BOOLEANS = [...TRUE_TEXTS, ...FALSE_TEXTS].map(sqlText).join(', ');

/** A text's time: begins with a digit or sign, or is `epoch` or `infinity`. Trying takes DuckDB long, so others are let be. */
export function timeIn(text: string): string {
  return `CASE WHEN ${text} < ':' OR lower(left(${text}, 1)) BETWEEN 'e' AND 'i'
    THEN TRY_CAST(${text} AS TIMESTAMP) END`;
}
