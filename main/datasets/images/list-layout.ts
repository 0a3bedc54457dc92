import { presentText } from '../../../app/dataset/raw-value.ts';
import type { Cells } from '../delimited/read-cells.ts';
import { HEAD_ROWS } from './list-cells.ts';
import type { PictureTails } from './picture-tails.ts';

const LABEL_NAME =
  /^(labels?|class(es)?|class_?name|category|target|diagnosis|dx|species|breed|标签|类别|分类)$/i;
/** Parts of names of columns of labels that say more than one word. */
const LABEL_PART = /label|class|categor|species|breed|diagnos|标签|类别|分类|种类|品种/i;
const SPLIT_NAME = /^(split|subset|partition|set|划分)$/i;
const YES = /^(1|1\.0+|true|yes)$/i;
const NO = /^(0|0\.0+|false|no)$/i;
/** What labels are called that are spread over columns. */
export const SPREAD_LABEL = 'label';

/** Which columns of a list say what. */
export interface ListLayout {
  readonly image: number;
  /** One column of labels, or one for each class, of which one says yes. */
  readonly label: number | readonly number[];
  readonly split: number | null;
}

/** The column that names most pictures, at least half of the first rows, and that, or those, of labels; null for no list. */
export function listLayout(
  { names, records }: Cells,
  pictures: PictureTails,
  target: string | undefined,
): ListLayout | null {
  const rows = records.slice(0, HEAD_ROWS);
  const hits = names.map(
    (_, column) =>
      rows.filter(({ fields }) => pictures.candidates(fields[column] ?? '').length > 0).length,
  );
  const most = Math.max(0, ...hits);
  if (most === 0 || most * 2 < rows.length) return null;
  const image = hits.indexOf(most);
  const others = names.map((_, column) => column).filter((column) => column !== image);
  const split = others.find((column) => SPLIT_NAME.test(names[column] ?? '')) ?? null;
  const rest = others.filter((column) => column !== split);
  const isCalled = (pattern: RegExp) => (column: number) => pattern.test(names[column] ?? '');
  const said = rest.find((column) => names[column] === target);
  if (said !== undefined) return { image, label: said, split };
  const spread = spreadLabels({ names, records: rows }, rest);
  const isAny = target === undefined || (target === SPREAD_LABEL && spread !== null);
  if (!isAny) return null;
  const label =
    (target === undefined ? rest.find(isCalled(LABEL_NAME)) : undefined) ??
    spread ??
    rest.find(isCalled(LABEL_PART)) ??
    (rest.length === 1 ? rest[0] : undefined);
  return label === undefined || (rest.length === 1 && isEmpty(rows, rest[0] ?? 0))
    ? null
    : { image, label, split };
}

/** Columns of yes and no, one for each class, of which each row has one yes; null where there are none. */
function spreadLabels({ records }: Cells, rest: readonly number[]): readonly number[] | null {
  const columns = rest.filter((column) =>
    records.every(({ fields }) => {
      const cell = fields[column]?.trim() ?? '';
      return YES.test(cell) || NO.test(cell);
    }),
  );
  if (columns.length < 2) return null;
  return records.every(({ fields }) => yesAmong(fields, columns) !== null) ? columns : null;
}

/** The one of some columns that says yes; null where none does, or several. */
export function yesAmong(fields: readonly string[], columns: readonly number[]): number | null {
  const [found, ...more] = columns.filter((column) => YES.test(fields[column]?.trim() ?? ''));
  return found === undefined || more.length > 0 ? null : found;
}

function isEmpty(rows: Cells['records'], column: number): boolean {
  return rows.every(({ fields }) => presentText(fields[column]) === null);
}
