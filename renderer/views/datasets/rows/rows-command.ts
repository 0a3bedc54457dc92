import type { RowsQuery } from '../../../../app/dataset/explore/rows-query.ts';

/** What to type to see the same rows on the command line. */
export function rowsCommand(dataset: string, { split, where, order }: RowsQuery): string {
  return [
    `hearth dataset ${quoted(dataset)} --rows`,
    ...(split === null ? [] : [`--split ${split}`]),
    ...(where === null ? [] : [`--where ${quoted(where)}`]),
    ...(order === null ? [] : [`--order ${quoted(order)}`]),
  ].join(' ');
}

/** As a shell takes it in one piece. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
