import { MOST_BOXES_AN_IMAGE, type SourceBox, throwBoxes } from './annotations.ts';
import { readSmallText } from './small-text.ts';

const NUMBER = '[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?';
/** A class, and centre and size, or the points of an outline. */
const ROW = new RegExp(`^\\d+((\\s+${NUMBER}){2}){2,}$`, 'i');
const MOST_LABELS_BYTES = 4 * 1024 ** 2;
/** Class, centre and size. */
const BOX_NUMBERS = 5;
/** Class and three points. */
const FEWEST_OUTLINE_NUMBERS = 7;
/** An outline of a thing in a picture is drawn by hand, or follows its pixels. */
const MOST_NUMBERS = 20_001;
/** Where nothing names them. */
const MOST_CLASSES = 10_000;

/** Longer lines are outlines at most, which others in a folder show as well. */
const HEAD_OF_LINE = 40_000;

/** Whether a line is a row of such a file. */
export function looksLikeRow(line: string): boolean {
  return line.length < HEAD_OF_LINE && ROW.test(line.trim());
}

/** What is known of the rows of a folder before they are read. */
export interface RowFacts {
  /** How many classes there are; null where nothing names them. */
  readonly classes: number | null;
  /** Whether rows go on with the points of a pose, which are passed over. */
  readonly poses: boolean;
}

export interface ReadRows {
  readonly boxes: readonly SourceBox[];
  /** Boxes that were put round an outline. */
  readonly outlines: number;
}

/**
 * Rows of class, centre and size, each a fraction of the picture, or of a class and the points of an outline, which the
 * box is put round. Throws `ExpectedFailure`.
 * @source Ultralytics, "Object Detection" and "Instance Segmentation Datasets Overview"
 */
export async function readYoloRows(path: string, { classes, poses }: RowFacts): Promise<ReadRows> {
  const text = await readSmallText(path, MOST_LABELS_BYTES);
  const boxes: SourceBox[] = [];
  let outlines = 0;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const place = `${at + 1}`;
    const values = trimmed.split(/\s+/, MOST_NUMBERS + 1);
    const isOutline = !poses && values.length >= FEWEST_OUTLINE_NUMBERS && values.length % 2 === 1;
    const isBox = values.length === BOX_NUMBERS || (poses && values.length > BOX_NUMBERS);
    if ((!isBox && !isOutline) || values.length > MOST_NUMBERS) {
      throwBoxes(path, place, 'five', trimmed);
    }
    const numbers = values.map((value) =>
      /^[-+.\de]+$/i.test(value) ? Number(value) : Number.NaN,
    );
    if (!numbers.every(Number.isFinite)) throwBoxes(path, place, 'five', trimmed);
    const [label = 0, ...coordinates] = numbers;
    if (!Number.isInteger(label) || label < 0 || label >= (classes ?? MOST_CLASSES)) {
      throwBoxes(path, place, 'class', values[0]);
    }
    if (boxes.length >= MOST_BOXES_AN_IMAGE) {
      throwBoxes(path, place, 'too-many', MOST_BOXES_AN_IMAGE);
    }
    if (isOutline) outlines += 1;
    else if (coordinates.slice(2, 4).some((side) => side < 0)) {
      throwBoxes(path, place, 'negative', trimmed);
    }
    const edges = isOutline ? aroundPoints(coordinates) : aroundCentre(coordinates);
    boxes.push({ label, ...edges, place });
  }
  return { boxes, outlines };
}

function aroundCentre([x = 0, y = 0, width = 0, height = 0]: readonly number[]) {
  return {
    left: x - width / 2,
    top: y - height / 2,
    right: x + width / 2,
    bottom: y + height / 2,
  };
}

/** @param points x and y in turn */
function aroundPoints(points: readonly number[]) {
  const across = points.filter((_, at) => at % 2 === 0);
  const down = points.filter((_, at) => at % 2 === 1);
  return {
    left: Math.min(...across),
    top: Math.min(...down),
    right: Math.max(...across),
    bottom: Math.max(...down),
  };
}
