import { basename } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import type { Split } from '../../../app/dataset/dataset.ts';
import type { LabelledFile } from './class-folders.ts';

/** Of fewer pictures a name may be theirs alone. */
const FEWEST_OF_CLASS = 2;
/** `cat` of `cat.0`, `dog_0001`, `great pyrenees (2)` and `cat12`; `0` of `0_12`; `cat` of `0001_cat`. */
const FORMS: readonly RegExp[] = [
  /^(?<name>(?=.*\p{L}).*?)[\s._-]*\(?\d+\)?$/u,
  /^(?<name>\d+)[\s._-]+\d+$/,
  /^\d+[\s._-]+(?<name>(?=.*\p{L}).*\D)$/u,
];

/** How cameras and phones call pictures: with the day, which is no class. */
const CAMERA =
  /^(img|dscn?|dscf|pxl|mvimg|wx_camera|mmexport|screenshot|photo|image|微信图片)(?![\p{L}])/iu;

/** Pictures of one folder, told apart by their names. */
export interface NamedPictures {
  readonly classes: readonly string[];
  readonly files: readonly LabelledFile[];
  /** A picture's name and what class that is, to be shown. */
  readonly example: string;
  readonly name: string;
  /** Splits whose names tell no class, with how many pictures each has. */
  readonly leftOut: readonly { readonly split: Split; readonly count: number }[];
}

/**
 * Takes the class of each picture from its name, where all that train are called alike, a class with a number, and there
 * are two classes or more of two pictures or more each.
 * @param files in any order, without classes
 * @returns null where names do not tell classes
 */
export function classesOfNames(files: readonly LabelledFile[]): NamedPictures | null {
  const training = files.filter(({ split }) => split === 'train');
  for (const form of FORMS) {
    const counts = new Map<string, number>();
    for (const { path } of training) {
      const name = classOf(path, form);
      if (name === null) break;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const named = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const isEach = [...counts.values()].every((count) => count >= FEWEST_OF_CLASS);
    if (named < training.length || counts.size < 2 || !isEach) continue;
    if ([...counts.keys()].every((name) => CAMERA.test(name))) continue;
    return namedPictures(files, form, counts);
  }
  return null;
}

function namedPictures(
  files: readonly LabelledFile[],
  form: RegExp,
  counts: ReadonlyMap<string, number>,
): NamedPictures {
  const classes = orderNames([...counts.keys()]);
  const labels = new Map(classes.map((name, label) => [name, label]));
  const labelOf = (path: string) => labels.get(classOf(path, form) ?? '');
  const isTold = (split: Split) =>
    files.every((file) => file.split !== split || labelOf(file.path) !== undefined);
  const told = files.filter(({ split }) => isTold(split));
  const leftOut = (['val', 'test'] as const).flatMap((split) => {
    const count = isTold(split) ? 0 : files.filter((file) => file.split === split).length;
    return count === 0 ? [] : [{ split, count }];
  });
  const example = basename(told[0]?.path ?? '');
  return {
    classes,
    files: told.map((file) => ({ ...file, label: labelOf(file.path) ?? 0 })),
    example,
    name: classOf(example, form) ?? '',
    leftOut,
  };
}

/** @returns null for a name that is not of this form */
function classOf(path: string, form: RegExp): string | null {
  const stem = basename(path).replace(/\.[^.]+$/, '');
  return form.exec(stem.normalize())?.groups?.name?.trim() || null;
}
