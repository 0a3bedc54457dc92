import type { Split } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { fail } from '../../../app/errors.ts';
import type { BoxProblem } from '../../../app/failures/dataset-errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import type { PictureIndex } from './folder-files.ts';

/** A box as a file has it, and where. */
export interface SourceBox {
  /** Index into the classes. */
  readonly label: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Row or element of the file, for errors. */
  readonly place: string;
}

/** A picture with its boxes as a file has them. */
export interface AnnotatedImage {
  /** The picture. */
  readonly path: string;
  readonly split: Split;
  /** The file that its boxes are of. */
  readonly source: string;
  /** Row or element that is about the picture, for errors. */
  readonly place: string;
  /** Its size in pixels as the file says; null where it says nothing. */
  readonly size: { readonly height: number; readonly width: number } | null;
  readonly boxes: readonly SourceBox[];
}

/** Pictures with boxes, as some format lists them; nothing is held against the pictures yet. */
export interface Annotations {
  readonly classes: readonly string[];
  readonly images: readonly AnnotatedImage[];
  /** Edges are pixels, or fractions of the picture's sides. */
  readonly unit: 'pixels' | 'fractions';
  /** Regions of crowds that were left out. */
  readonly crowds: number;
  /** What else is to be known of the files. */
  readonly warnings: readonly PreviewWarning[];
}

/** A picture with more boxes is no picture of things that could be told apart. */
export const MOST_BOXES_AN_IMAGE = 1000;
const MOST_SHOWN = 80;

/** What is wrong with a file of boxes, and where. */
export function boxFailure(path: string, place: string, problem: BoxProblem, found: unknown) {
  return { code: 'dataset/boxes-invalid', path, place, problem, found: shown(found) } as const;
}

export function refuseBoxes(path: string, place: string, problem: BoxProblem, found: unknown) {
  return fail(boxFailure(path, place, problem, found));
}

export function throwBoxes(
  path: string,
  place: string,
  problem: BoxProblem,
  found: unknown,
): never {
  throw new ExpectedFailure(boxFailure(path, place, problem, found));
}

/** Says of a picture that was not found whether it is there, but of a kind that is not read. */
export function throwLacking(
  path: string,
  place: string,
  given: string,
  pictures: PictureIndex,
): never {
  const unread = pictures.unread(given);
  return throwBoxes(
    path,
    place,
    unread === null ? 'picture-missing' : 'picture-unread',
    unread ?? given,
  );
}

function shown(found: unknown): string {
  const told = typeof found === 'string' ? found : (JSON.stringify(found) ?? String(found));
  return told.length > MOST_SHOWN ? `${told.slice(0, MOST_SHOWN)}…` : told;
}

/** Classes that have boxes, in their order, and the boxes by their places among these. */
export function usedClasses(annotations: Annotations): Annotations {
  const used = new Set(annotations.images.flatMap(({ boxes }) => boxes.map(({ label }) => label)));
  const kept = annotations.classes.flatMap((name, label) =>
    used.has(label) ? [{ name, label }] : [],
  );
  const classes = [...new Set(kept.map(({ name }) => name))];
  const labelOf = new Map(kept.map(({ name, label }) => [label, classes.indexOf(name)]));
  return {
    ...annotations,
    classes,
    images: annotations.images.map((image) => ({
      ...image,
      boxes: image.boxes.map((box) => ({ ...box, label: labelOf.get(box.label) ?? 0 })),
    })),
  };
}
