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

/** Times that `readDate` reads and DuckDB does not: 5.1.2024, 2024-01, 2024年1月5日 8时05分, 2024-01-05T08:05+08:00. */
const OTHER_TIMES = sqlText(
  [
    String.raw`\d{1,2}\.\d{1,2}\.\d{4}([T ].{1,20})?`,
    String.raw`\d{4}[-/]\d{1,2}([-/]\d{1,2}[T ]\d{1,2}:[\d:.,]{2,15}( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?)?`,
    String.raw`\d{4} ?年 ?\d{1,2} ?月( ?\d{1,2} ?日.{0,20})?`,
  ].join('|'),
);

/** True for a time: it begins with a digit or sign, or is `epoch` or `infinity`. Trying takes DuckDB long, so others are let be. */
export function timeIn(text: string): string {
  return `CASE WHEN ${text} < ':' OR lower(left(${text}, 1)) BETWEEN 'e' AND 'i'
    THEN CASE WHEN TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL
      OR regexp_full_match(${text}, ${OTHER_TIMES}) THEN true END END`;
}
