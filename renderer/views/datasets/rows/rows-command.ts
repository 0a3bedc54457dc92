import type { RowsQuery } from '../../../../app/dataset/explore/rows-query.ts';
import { shellText } from '../../../../app/shell-text.ts';

/** What to type to see the same rows on the command line. */
export function rowsCommand(dataset: string, { split, where, order }: RowsQuery): string {
  return [
    `hearth dataset ${shellText(dataset)} --rows`,
    ...(split === null ? [] : [`--split ${split}`]),
    ...(where === null ? [] : [`--where ${shellText(where)}`]),
    ...(order === null ? [] : [`--order ${shellText(order)}`]),
  ].join(' ');
}
