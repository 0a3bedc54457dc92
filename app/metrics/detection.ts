import { type Box, unpackBoxes } from '../boxes/box.ts';
import { type FoundBox, unpackFound } from '../boxes/decode-boxes.ts';
import type { Measure, RowWeights } from './measure.ts';

/** Overlaps from which on a box counts as found: 0.5, 0.55, … 0.95. */
export const OVERLAPS: readonly number[] = Array.from({ length: 10 }, (_, at) => 0.5 + at * 0.05);
/** What the average precision of a class is called, before its name. */
export const CLASS_PRECISION = 'ap@.5/';
/** Recalls at which COCO reads the precision: 0, 0.01, … 1. */
const RECALLS = 101;

/** True boxes of every picture, and those that a model found. */
export interface DetectedBoxes {
  readonly rows: number;
  /** [rows × most × 5] */
  readonly truths: Float32Array;
  /** [rows × 100 × 6], the likeliest first */
  readonly found: Float32Array;
  readonly classes: readonly string[];
}

/** What was found of one class over all pictures, the likeliest first. */
interface ClassMatches {
  readonly name: string;
  /** True boxes of each picture. */
  readonly truths: Uint32Array;
  /** Picture of each box that was found. */
  readonly rows: Uint32Array;
  /** Bit by bit, whether it is a true one at each of `OVERLAPS`. */
  readonly right: Uint16Array;
}

/**
 * `map@.5` and `map@.5:.95`, means over the classes that there are of the area under precision over recall, and
 * `ap@.5/<class>` of each. What pictures leave without a true box is left out.
 * @source COCO's evaluation (cocodataset.org/#detection-eval): each box found, the likeliest first, takes the true
 *         one of its class that it overlaps most, if by enough and not taken; precision is made to fall, and read
 *         at 101 recalls
 */
export function detectionMeasure(boxes: DetectedBoxes): Measure {
  const classes = matchClasses(boxes);
  return (weights) => {
    const told: Record<string, number> = {};
    const ofClasses: { readonly half: number; readonly all: number }[] = [];
    for (const matches of classes) {
      const precisions = OVERLAPS.map((_, at) => averagePrecision(matches, at, weights));
      const [half = null] = precisions;
      if (half === null) continue;
      told[CLASS_PRECISION + matches.name] = half;
      ofClasses.push({ half, all: mean(precisions.map((each) => each ?? 0)) });
    }
    if (ofClasses.length === 0) return {};
    return {
      'map@.5': mean(ofClasses.map(({ half }) => half)),
      'map@.5:.95': mean(ofClasses.map(({ all }) => all)),
      ...told,
    };
  };
}

/** Shared area of two boxes over that of both together. */
export function overlapOf(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (areaOf(one) + areaOf(other) - shared);
}

const areaOf = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

function matchClasses({ rows, truths, found, classes }: DetectedBoxes): readonly ClassMatches[] {
  const perClass = classes.map((name) => ({
    name,
    truths: new Uint32Array(rows),
    found: [] as { readonly row: number; readonly probability: number; readonly right: number }[],
  }));
  const [truthWidth, foundWidth] = [truths.length / rows, found.length / rows];
  for (let row = 0; row < rows; row += 1) {
    const trueBoxes = unpackBoxes(truths.subarray(row * truthWidth, (row + 1) * truthWidth));
    const foundBoxes = unpackFound(found.subarray(row * foundWidth, (row + 1) * foundWidth));
    for (const [label, ofClass] of perClass.entries()) {
      const own = trueBoxes.filter((box) => box.label === label);
      const said = foundBoxes.filter((box) => box.label === label);
      ofClass.truths[row] = own.length;
      const right = matchBoxes(said, own);
      for (const [at, { probability }] of said.entries()) {
        ofClass.found.push({ row, probability, right: right[at] ?? 0 });
      }
    }
  }
  return perClass.map(({ name, truths: ofRows, found: ofClass }) => {
    ofClass.sort((one, other) => other.probability - one.probability || one.row - other.row);
    return {
      name,
      truths: ofRows,
      rows: Uint32Array.from(ofClass, ({ row }) => row),
      right: Uint16Array.from(ofClass, ({ right }) => right),
    };
  });
}

/**
 * Which of the boxes found in a picture are true ones of their class.
 * @returns for each, a bit for each of `OVERLAPS`
 */
export function matchBoxes(found: readonly FoundBox[], truths: readonly Box[]): readonly number[] {
  const right = found.map(() => 0);
  const overlaps = found.map((box) => truths.map((truth) => overlapOf(box, truth)));
  for (const [bit, least] of OVERLAPS.entries()) {
    const taken = truths.map(() => false);
    for (const [at, ofBox] of overlaps.entries()) {
      let best = -1;
      for (const [truth, overlap] of ofBox.entries()) {
        if (taken[truth] || overlap < least - 1e-9) continue;
        if (best < 0 || overlap > (ofBox[best] ?? 0)) best = truth;
      }
      if (best < 0) continue;
      taken[best] = true;
      right[at] = (right[at] ?? 0) | (1 << bit);
    }
  }
  return right;
}

/**
 * How well what was found in a picture agrees with what is there: F1 of boxes of one class that overlap by half;
 * 1 where neither has any.
 */
export function agreementOf(found: readonly FoundBox[], truths: readonly Box[]): number {
  if (found.length + truths.length === 0) return 1;
  let hits = 0;
  for (const label of new Set(truths.map((box) => box.label))) {
    const ofLabel = <Each extends Box>(boxes: readonly Each[]) =>
      boxes.filter((box) => box.label === label);
    hits += matchBoxes(ofLabel(found), ofLabel(truths)).filter((bits) => bits & 1).length;
  }
  return (2 * hits) / (found.length + truths.length);
}

/** Null where the pictures have no true box of the class. */
function averagePrecision(
  { truths, rows, right }: ClassMatches,
  bit: number,
  weights: RowWeights,
): number | null {
  let total = 0;
  for (const [row, count] of truths.entries()) total += count * (weights[row] ?? 0);
  if (total === 0) return null;
  const recalls = new Float64Array(rows.length);
  const precisions = new Float64Array(rows.length);
  let hits = 0;
  let said = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const weight = weights[rows[at] ?? 0] ?? 0;
    said += weight;
    if (((right[at] ?? 0) >> bit) & 1) hits += weight;
    recalls[at] = hits / total;
    precisions[at] = said === 0 ? 0 : hits / said;
  }
  for (let at = rows.length - 2; at >= 0; at -= 1) {
    precisions[at] = Math.max(precisions[at] ?? 0, precisions[at + 1] ?? 0);
  }
  let sum = 0;
  let at = 0;
  for (let step = 0; step < RECALLS; step += 1) {
    // Rounding must not push a recall below the step that it reaches.
    while (at < rows.length && (recalls[at] ?? 0) < step / (RECALLS - 1) - 1e-9) at += 1;
    sum += precisions[at] ?? 0;
  }
  return sum / RECALLS;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
