import { resolve } from 'node:path';
import type { Box } from '../../../app/boxes/box.ts';
import { type BoxProfile, profileBoxes } from '../../../app/boxes/box-profile.ts';
import { type CenterGrid, STRIDE } from '../../../app/boxes/center-grid.ts';
import { type ImportOptions, SPLITS } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { cellFault, chosenImages, imageInput } from '../../../app/dataset/recipes/image-recipe.ts';
import { type SourceImages, sourceImages } from '../../../app/dataset/source-images.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { ImageFacts } from '../images/image-header.ts';
import { type OriginalPicture, originalFile } from '../images/original-picture.ts';
import { commonSize, decodeBlocks, mapInOrder } from '../images/pictures.ts';
import { decodeImage, type ImageInput, inspectImage } from '../images/pixels.ts';
import { type Annotations, refuseBoxes, usedClasses } from './annotations.ts';
import { checkBoxes } from './check-boxes.ts';

/** Pictures are scaled down to this, unless the user says otherwise. */
const LARGEST_DEFAULT_SIDE = 128;
/** Halved four times, sides stay whole. */
const USUAL_MULTIPLE = 16;

/** Pictures with boxes, found and checked but not yet decoded; training first. */
export interface BoxSource {
  readonly classes: readonly string[];
  /** Of each picture. */
  readonly boxes: readonly (readonly Box[])[];
  /** Split of each picture where the source has splits. */
  readonly given: SplitAssignment | undefined;
  readonly input: ImageInput;
  readonly grid: CenterGrid;
  readonly profile: BoxProfile;
  /** What images were like before they were brought to one size. */
  readonly sourceImages: SourceImages;
  readonly warnings: readonly PreviewWarning[];
  /** All pictures in order, in blocks [images, height, width, channels]. */
  blocks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  image(row: number): Promise<Uint8Array>;
  /** A picture as its source has it. */
  original(row: number): Promise<OriginalPicture>;
}

/** Holds boxes against their pictures, whose headers are all read. Throws `ExpectedFailure` at the first that is wrong. */
export async function openBoxes(
  path: string,
  read: Annotations,
  options: ImportOptions,
  signal?: AbortSignal,
): Promise<Result<BoxSource>> {
  const annotations = usedClasses(read);
  const { classes } = annotations;
  const images = SPLITS.flatMap((split) =>
    annotations.images.filter((each) => each.split === split),
  );
  if (classes.length === 0) return refuseBoxes(path, '', 'none', '');
  const seen = new Set<string>();
  for (const image of images) {
    const place = resolve(image.path);
    if (seen.has(place)) return refuseBoxes(image.source, image.place, 'picture-twice', image.path);
    seen.add(place);
  }
  const chosen = chosenImages(options);
  const fault = cellFault(chosen);
  if (fault !== null) return fail(fault);
  const facts = await mapInOrder(images, (image) => inspectImage(image.path), signal);
  const size = (at: number): ImageFacts => facts[at] ?? { height: 1, width: 1, greyscale: false };
  const checked = images.map((image, at) => checkBoxes(image, size(at), annotations.unit));
  const boxes = checked.map((each) => each.boxes);
  const channels = facts.every(({ greyscale }) => greyscale) ? 1 : 3;
  const input = imageInput(chosen, { ...usualSize(facts), channels });
  const { height, width } = input;
  const empty = checked.reduce((sum, each) => sum + each.empty, 0);
  const { crowds } = annotations;
  const pictures = boxes.map((ofImage, at) => ({ ...size(at), boxes: ofImage }));
  const profile = profileBoxes(pictures, classes, crowds + empty);
  const splits = new Set(images.map(({ split }) => split));
  return ok({
    classes,
    boxes,
    given:
      splits.size < 2 ? undefined : Uint8Array.from(images, ({ split }) => SPLITS.indexOf(split)),
    input,
    grid: { height: height / STRIDE, width: width / STRIDE, classes: classes.length },
    profile,
    sourceImages: sourceImages(facts),
    warnings: [...annotations.warnings, ...warningsOf(facts, boxes, input, { crowds, empty })],
    blocks: (abort) => decodeBlocks(images, input, abort),
    image: (row) => decodeImage(images[row]?.path ?? '', input),
    original: (row) => originalFile(images[row]?.path ?? ''),
  });
}

function usualSize(facts: readonly ImageFacts[]): { height: number; width: number } {
  const { height, width } = commonSize(facts, LARGEST_DEFAULT_SIDE);
  const rounded = (side: number) => Math.max(1, Math.round(side / USUAL_MULTIPLE)) * USUAL_MULTIPLE;
  return { height: rounded(height), width: rounded(width) };
}

function warningsOf(
  facts: readonly ImageFacts[],
  boxes: readonly (readonly Box[])[],
  { height, width }: ImageInput,
  leftOut: { readonly crowds: number; readonly empty: number },
): readonly PreviewWarning[] {
  const resized = facts.filter((image) => image.height !== height || image.width !== width).length;
  const tiny = boxes
    .flat()
    .filter(
      ({ left, top, right, bottom }) =>
        (right - left) * width < STRIDE && (bottom - top) * height < STRIDE,
    ).length;
  return [
    ...(resized > 0 ? [{ kind: 'images-resized', from: resized, height, width } as const] : []),
    ...(tiny > 0 ? [{ kind: 'boxes-tiny', count: tiny, pixels: STRIDE } as const] : []),
    ...(leftOut.crowds + leftOut.empty > 0
      ? [{ kind: 'boxes-left-out', ...leftOut } as const]
      : []),
  ];
}
