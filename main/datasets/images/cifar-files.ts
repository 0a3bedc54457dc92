import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import type { Split } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';

/** One of the two sets: how its files are called, and what stands before the pixels. */
interface CifarVariant {
  readonly train: RegExp;
  readonly test: RegExp;
  readonly namesFile: string;
  /** The label is the last of these bytes; CIFAR-100 has the coarse one before it. */
  readonly labelBytes: number;
}

/** @source A. Krizhevsky, "The CIFAR-10 and CIFAR-100 datasets", binary version */
const VARIANTS: readonly CifarVariant[] = [
  {
    train: /^data_batch_\d+\.bin(\.gz)?$/,
    test: /^test_batch\.bin(\.gz)?$/,
    namesFile: 'batches.meta.txt',
    labelBytes: 1,
  },
  {
    train: /^train\.bin(\.gz)?$/,
    test: /^test\.bin(\.gz)?$/,
    namesFile: 'fine_label_names.txt',
    labelBytes: 2,
  },
];
/** The Python version of either set. */
const PICKLE = /^(data_batch_\d+|test_batch)$/;
export const CIFAR_PIXEL_BYTES = 3 * 32 * 32;

/** The files of one set. */
export interface CifarFiles {
  /** Training first. */
  readonly files: readonly { readonly path: string; readonly split: Split }[];
  /** The file of the classes' names; null where there is none. */
  readonly namesPath: string | null;
  readonly labelBytes: number;
}

/** Whether names are those of a CIFAR set, in its binary or its Python version. */
export async function holdsCifar(folder: string, names: readonly string[]): Promise<boolean> {
  if (names.some((name) => VARIANTS[0]?.train.test(name)) || isPickled(names)) return true;
  const train = names.find((name) => VARIANTS[1]?.train.test(name));
  if (train === undefined) return false;
  return names.includes('fine_label_names.txt') || isCifarFile(join(folder, train));
}

/** Whether a file is called like one of a CIFAR set and as long as one. */
export async function isCifarFile(path: string): Promise<boolean> {
  const variant = variantOf(basename(path));
  if (variant === undefined) return false;
  if (path.endsWith('.gz')) return true;
  const { size } = await stat(path);
  return size > 0 && size % (variant.labelBytes + CIFAR_PIXEL_BYTES) === 0;
}

/** The files to read: of a folder or for a file of training data, all; a file of test data alone. */
export async function findCifarFiles(path: string): Promise<Result<CifarFiles>> {
  const folder = (await stat(path)).isDirectory();
  const place = folder ? path : dirname(path);
  const entries = await readdir(place, { withFileTypes: true });
  const names = orderNames(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
  const variant = folder
    ? VARIANTS.find(({ train }) => names.some((name) => train.test(name)))
    : variantOf(basename(path));
  if (variant === undefined) {
    const pickle = folder ? names.find((name) => PICKLE.test(name)) : undefined;
    if (pickle === undefined) return fail({ code: 'file/format-unknown', path });
    const found = pickle;
    return fail({ code: 'dataset/image-data-invalid', path, problem: 'pickle', found });
  }
  const { train, test, namesFile, labelBytes } = variant;
  const inPlace = (split: Split, pattern: RegExp) =>
    names.filter((name) => pattern.test(name)).map((name) => ({ path: join(place, name), split }));
  const whole = folder || train.test(basename(path));
  return ok({
    files: whole
      ? [...inPlace('train', train), ...inPlace('test', test)]
      : [{ path, split: 'test' }],
    namesPath: names.includes(namesFile) ? join(place, namesFile) : null,
    labelBytes,
  });
}

function variantOf(name: string): CifarVariant | undefined {
  return VARIANTS.find(({ train, test }) => train.test(name) || test.test(name));
}

function isPickled(names: readonly string[]): boolean {
  return names.includes('data_batch_1') && names.includes('batches.meta');
}
