import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import { type PreviewWarning, SPLITS, type Split } from '../../../app/dataset/dataset.ts';
import { presentText } from '../../../app/dataset/raw-value.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { type Cells, readCells } from '../delimited/read-cells.ts';
import { splitNamed } from '../split-files.ts';
import type { LabelledFile } from './class-folders.ts';
import { isShown } from './file-names.ts';
import { PictureTails } from './picture-tails.ts';

const LIST_NAME = /\.(csv|tsv)(\.gz)?$/i;
/** Lists that are looked at, those first whose names promise labels. */
const MOST_LISTS = 10;
const PROMISING = /label|train|annotation|metadata/i;
const HEAD_BYTES = 64 * 1024;
/** A list of a million pictures. */
const MOST_LIST_BYTES = 128 * 1024 ** 2;
const ROWS_LOOKED_AT = 200;
const LABEL_NAME =
  /^(labels?|class(es)?|class_?name|category|target|diagnosis|species|breed|标签|类别|分类)$/i;
const SPLIT_NAME = /^(split|subset|partition|set|划分)$/i;

/** A list of pictures, and which of its columns say what. */
interface Layout {
  readonly path: string;
  readonly image: number;
  readonly label: number;
  readonly split: number | null;
}

/** Labelled pictures of a folder as a table in it lists them. */
export interface ListedImages {
  readonly classes: readonly string[];
  /** Training first, then in the list's order. */
  readonly images: readonly LabelledFile[];
  readonly labelColumn: string;
  /** What was left out. */
  readonly warnings: readonly PreviewWarning[];
}

/** The list among a folder's tables whose rows name its pictures; null where there is none. */
export async function findLabelList(folder: string, target?: string): Promise<Layout | null> {
  const found = await lookForList(folder, target);
  return found?.layout ?? null;
}

/** Reads the list and finds every picture of it. Paths in it lead nowhere but to pictures that were found. */
export async function readLabelList(
  folder: string,
  target: string | undefined,
): Promise<Result<ListedImages>> {
  const list = await lookForList(folder, target);
  if (list === null) return refuse(folder, 'list', 'CSV, TSV');
  const { path, image, label, split } = list.layout;
  const table = await readCells(path, MOST_LIST_BYTES);
  if (!table.ok) return table;
  const { names, records } = table.value;
  const seen = new Set<string>();
  const found: { readonly path: string; readonly name: string; readonly split: Split }[] = [];
  for (const { line: row, fields } of records) {
    const value = fields[image] ?? '';
    const picture = list.pictures.find(value);
    if (picture === null) return refuse(path, 'picture-missing', `${shorten(value)} (${row})`);
    if (!picture.isRead) continue;
    if (seen.has(picture.path)) return refuse(path, 'picture-twice', `${shorten(value)} (${row})`);
    seen.add(picture.path);
    const name = presentText(fields[label]);
    if (name === null) {
      const column = names[label] ?? '';
      return fail({ code: 'dataset/target-value-missing', path, row, column });
    }
    const part = split === null ? 'train' : splitNamed(fields[split] ?? '');
    if (part === null)
      return refuse(path, 'split', `${shorten(fields[split ?? 0] ?? '')} (${row})`);
    found.push({ path: picture.path, name, split: part });
  }
  if (found.length === 0) return fail({ code: 'dataset/empty', path });
  const classes = orderNames([...new Set(found.map(({ name }) => name))]);
  const labels = new Map(classes.map((name, index) => [name, index]));
  const images = found.map(({ name, ...file }) => ({ ...file, label: labels.get(name) ?? 0 }));
  return ok({
    classes,
    images: SPLITS.flatMap((part) => images.filter((each) => each.split === part)),
    labelColumn: names[label] ?? '',
    warnings: list.pictures.warnings,
  });
}

async function lookForList(folder: string, target: string | undefined) {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = orderNames(
    entries.filter((each) => each.isFile() && isShown(each.name)).map(({ name }) => name),
  )
    .filter((name) => LIST_NAME.test(name))
    .toSorted((left, right) => Number(PROMISING.test(right)) - Number(PROMISING.test(left)))
    .slice(0, MOST_LISTS);
  if (lists.length === 0) return null;
  const pictures = await PictureTails.below(folder);
  if (pictures.size === 0) return null;
  for (const name of lists) {
    const path = join(folder, name);
    const head = await readCells(path, HEAD_BYTES, true);
    const layout = head.ok ? layoutOf(path, head.value, pictures, target) : null;
    if (layout !== null) return { layout, pictures };
  }
  return null;
}

/** The column that names most pictures, at least half of the first rows, and the one of labels. */
function layoutOf(
  path: string,
  { names, records }: Cells,
  pictures: PictureTails,
  target: string | undefined,
): Layout | null {
  const rows = records.slice(0, ROWS_LOOKED_AT);
  const hits = names.map(
    (_, column) => rows.filter(({ fields }) => pictures.find(fields[column] ?? '') !== null).length,
  );
  const most = Math.max(0, ...hits);
  if (most === 0 || most * 2 < rows.length) return null;
  const image = hits.indexOf(most);
  const others = names.map((_, column) => column).filter((column) => column !== image);
  const split = others.find((column) => SPLIT_NAME.test(names[column] ?? '')) ?? null;
  const rest = others.filter((column) => column !== split);
  const label =
    target === undefined
      ? (rest.find((column) => LABEL_NAME.test(names[column] ?? '')) ??
        (rest.length === 1 ? rest[0] : undefined))
      : rest.find((column) => names[column] === target);
  return label === undefined ? null : { path, image, label, split };
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
