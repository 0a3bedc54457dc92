import { basename } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import { type ImportOptions, SPLITS, type Split } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { presentText } from '../../../app/dataset/raw-value.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { splitNamed } from '../split-files.ts';
import type { LabelledFile } from './class-folders.ts';
import { type FoundList, findLists } from './find-lists.ts';
import { readList } from './list-cells.ts';
import { SPREAD_LABEL, yesAmong } from './list-layout.ts';
import type { PictureTails } from './picture-tails.ts';

/** Labelled pictures of a folder as a table in it lists them. */
export interface ListedImages {
  readonly classes: readonly string[];
  /** Training first, then in the list's order. */
  readonly images: readonly LabelledFile[];
  readonly labelColumn: string;
  /** What was left out, and how labels were taken. */
  readonly warnings: readonly PreviewWarning[];
}

/** Names of the lists of a folder that name its pictures and their labels; null where there are none. */
export async function findLabelLists(folder: string): Promise<readonly string[] | null> {
  const found = await findLists(folder, undefined);
  return found === null
    ? null
    : found.lists.filter(({ layout }) => layout !== null).map(({ name }) => name);
}

interface Row {
  readonly path: string;
  readonly name: string;
  readonly split: Split;
}

/**
 * Reads the lists of a folder and finds every picture of them. Paths in them lead nowhere but to pictures that were found.
 * @param file the list to read; any of the folder where it is null
 * @returns `dataset/pictures-missing` for rows whose picture is not there, unless these are to be left out
 */
export async function readLabelList(
  folder: string,
  file: string | null,
  { target, leaveOutMissing = false }: Pick<ImportOptions, 'target' | 'leaveOutMissing'>,
): Promise<Result<ListedImages>> {
  const found = await findLists(folder, target, file);
  if (found === null) return refuse(file ?? folder, 'list', 'CSV, TSV, XLSX, JSON, TXT');
  const { lists, pictures } = found;
  const rows: Row[] = [];
  const seen = new Set<string>();
  const warnings: PreviewWarning[] = [];
  let labelColumn: string | null = null;
  for (const list of lists) {
    const read = await readRows(list, pictures, seen);
    if (!read.ok) return read;
    const { label, spread, missing } = read.value;
    if (label === null || (labelColumn !== null && label !== labelColumn)) {
      const column = labelColumn ?? SPREAD_LABEL;
      warnings.push({ kind: 'split-unlabelled', file: list.name, column });
      continue;
    }
    if (spread > 0 && labelColumn === null) {
      warnings.push({ kind: 'labels-spread', columns: spread });
    }
    if (missing !== null && !leaveOutMissing) {
      return fail({ code: 'dataset/pictures-missing', path: list.path, ...missing });
    }
    if (missing !== null) {
      warnings.push({ kind: 'rows-without-picture', file: list.name, ...missing });
    }
    labelColumn = label;
    for (const row of read.value.rows) rows.push(row);
  }
  if (rows.length === 0) return fail({ code: 'dataset/empty', path: lists[0]?.path ?? folder });
  const unlisted = pictures.size - rows.length;
  const classes = orderNames([...new Set(rows.map(({ name }) => name))]);
  const labels = new Map(classes.map((name, index) => [name, index]));
  const images = rows.map(({ name, ...row }) => ({ ...row, label: labels.get(name) ?? 0 }));
  return ok({
    classes,
    images: SPLITS.flatMap((part) => images.filter((each) => each.split === part)),
    labelColumn: labelColumn ?? SPREAD_LABEL,
    warnings: [
      ...warnings,
      ...(unlisted > 0 ? [{ kind: 'pictures-unlisted', count: unlisted } as const] : []),
      ...pictures.warnings,
    ],
  });
}

/** Rows of one list; those of pictures that are not read are passed over. */
async function readRows(
  { path, split: ofList, layout }: FoundList,
  pictures: PictureTails,
  seen: Set<string>,
): Promise<
  Result<{
    readonly rows: readonly Row[];
    /** What labels are called; null where the list has none. */
    readonly label: string | null;
    /** Columns that labels are spread over. */
    readonly spread: number;
    /** Rows whose picture is not there: the first, and how many. */
    readonly missing: {
      readonly row: number;
      readonly value: string;
      readonly count: number;
    } | null;
  }>
> {
  if (layout === null) return ok({ rows: [], label: null, spread: 0, missing: null });
  const table = await readList(path, false);
  if (!table.ok) return table;
  const { names, records } = table.value;
  const { image, label, split } = layout;
  const rows: Row[] = [];
  let first: { readonly row: number; readonly value: string } | null = null;
  let count = 0;
  for (const { line: row, fields } of records) {
    const value = fields[image] ?? '';
    const told = `${shorten(value)} (${row})`;
    const part = split === null ? (ofList ?? 'train') : splitNamed(fields[split] ?? '');
    if (part === null)
      return refuse(path, 'split', `${shorten(fields[split ?? 0] ?? '')} (${row})`);
    const picture = pictures.find(value, split === null ? ofList : part);
    if (picture === null) {
      first ??= { row, value: shorten(value) };
      count += 1;
      continue;
    }
    if (!picture.isRead) continue;
    if (seen.has(picture.path)) return refuse(path, 'picture-twice', told);
    seen.add(picture.path);
    const column = typeof label === 'number' ? label : yesAmong(fields, label);
    if (column === null) return refuse(path, 'label-spread', told);
    const name = typeof label === 'number' ? presentText(fields[label]) : (names[column] ?? '');
    if (name === null) {
      const missing = names[column] ?? '';
      return fail({ code: 'dataset/target-value-missing', path, row, column: missing });
    }
    rows.push({ path: picture.path, name, split: part });
  }
  const missing = first === null ? null : { ...first, count };
  return typeof label === 'number'
    ? ok({ rows, label: names[label] ?? basename(path), spread: 0, missing })
    : ok({ rows, label: SPREAD_LABEL, spread: label.length, missing });
}

function refuse(
  path: string,
  problem: Extract<AppError, { code: 'dataset/image-data-invalid' }>['problem'],
  found: string,
) {
  return fail({ code: 'dataset/image-data-invalid', path, problem, found });
}

function shorten(cell: string): string {
  return cell.length > 80 ? `${cell.slice(0, 80)}…` : cell;
}
