import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Box, packBoxes } from '../boxes/box.ts';
import { FOUND_NUMBERS, type FoundBox } from '../boxes/decode-boxes.ts';
import { agreementOf, detectionMeasure, matchBoxes, overlapOf } from './detection.ts';
import { equalWeights } from './measure.ts';

const at = (left: number, width = 0.1, label = 0): Box => ({
  label,
  left,
  top: 0,
  right: left + width,
  bottom: 0.1,
});
const found = (box: Box, probability: number): FoundBox => ({ ...box, probability });

interface Picture {
  readonly truths: readonly Box[];
  readonly found: readonly FoundBox[];
}

/** Measures of some pictures. */
function measured(
  pictures: readonly Picture[],
  classes: readonly string[],
  weights = equalWeights(pictures.length),
) {
  const most = 6;
  const truths = pictures.flatMap((picture) => [...packBoxes(picture.truths, most)]);
  const said = pictures.flatMap((picture) => {
    const sorted = picture.found.toSorted((one, other) => other.probability - one.probability);
    const numbers = sorted.flatMap((box) => [
      box.label,
      box.left,
      box.top,
      box.right,
      box.bottom,
      box.probability,
    ]);
    return [...numbers, ...Array<number>(most * FOUND_NUMBERS - numbers.length).fill(-1)];
  });
  return detectionMeasure({
    rows: pictures.length,
    truths: Float32Array.from(truths),
    found: Float32Array.from(said),
    classes,
  })(weights);
}

test('the overlap of boxes: half of one over the whole of both', () => {
  expect(overlapOf(at(0), at(0))).toBeCloseTo(1, 10);
  expect(overlapOf(at(0), at(0.05))).toBeCloseTo(1 / 3, 10);
  expect(overlapOf(at(0), at(0.1))).toBe(0);
  expect(overlapOf(at(0, 0.2), at(0.05, 0.1))).toBeCloseTo(0.5, 10);
});

describe('mean average precision', () => {
  test('right, wrong, right of two: (51 · 1 + 50 · 2/3) / 101', () => {
    const picture = {
      truths: [at(0), at(0.5)],
      found: [found(at(0), 0.9), found(at(0.8), 0.8), found(at(0.5), 0.7)],
    };
    const told = measured([picture], ['a']);
    const expected = (51 + 50 * (2 / 3)) / 101;
    expect(told['map@.5']).toBeCloseTo(expected, 10);
    expect(told['ap@.5/a']).toBeCloseTo(expected, 10);
    expect(told['map@.5:.95']).toBeCloseTo(expected, 10);
  });

  test('one of two found and nothing wrong: 51 / 101', () => {
    const picture = { truths: [at(0), at(0.5)], found: [found(at(0), 0.9)] };
    expect(measured([picture], ['a'])['map@.5']).toBeCloseTo(51 / 101, 10);
  });

  test('a box that overlaps by 0.62 is found at 0.5, 0.55 and 0.6: three tenths', () => {
    // 0.1 wide within 0.1 / 0.62.
    const picture = { truths: [at(0)], found: [found(at(0, 0.1 / 0.62), 0.5)] };
    const told = measured([picture], ['a']);
    expect(told['map@.5']).toBeCloseTo(1, 10);
    expect(told['map@.5:.95']).toBeCloseTo(0.3, 10);
  });

  test('a true box is found once: the second is wrong', () => {
    const both = { truths: [at(0)], found: [found(at(0), 0.9), found(at(0.01), 0.8)] };
    expect(measured([both], ['a'])['map@.5']).toBeCloseTo(1, 10);
    const reversed = {
      truths: [at(0), at(0.5)],
      found: [found(at(0.01), 0.9), found(at(0), 0.8), found(at(0.5), 0.7)],
    };
    // Right, wrong, right again.
    expect(measured([reversed], ['a'])['map@.5']).toBeCloseTo((51 + 50 * (2 / 3)) / 101, 10);
  });

  test('is a mean over classes that there are; another class at the place is wrong', () => {
    const picture = {
      truths: [at(0), at(0.5, 0.1, 1)],
      found: [found(at(0), 0.9), found(at(0.5, 0.1, 0), 0.8)],
    };
    const told = measured([picture], ['a', 'b', 'c']);
    expect(told).toMatchObject({ 'map@.5': 0.5, 'ap@.5/a': 1, 'ap@.5/b': 0 });
    expect(Object.hasOwn(told, 'ap@.5/c')).toBe(false);
  });

  test('boxes in pictures without any count against it, and pictures count by their weights', () => {
    const right = { truths: [at(0)], found: [found(at(0), 0.5)] };
    const wrong = { truths: [], found: [found(at(0), 0.9)] };
    expect(measured([right, wrong], ['a'])['map@.5']).toBeCloseTo(0.5, 10);
    expect(measured([right, wrong], ['a'], Uint32Array.of(3, 0))['map@.5']).toBeCloseTo(1, 10);
    expect(measured([right, wrong], ['a'], Uint32Array.of(3, 1))['map@.5']).toBeCloseTo(3 / 4, 10);
    expect(measured([wrong], ['a'])).toEqual({});
  });

  test('of what is found exactly is 1, whatever the boxes', () => {
    const box = fc.tuple(fc.nat(8), fc.nat(1)).map(([place, label]) => at(place / 10, 0.1, label));
    const boxes = fc.uniqueArray(box, { selector: ({ left }) => left, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(boxes, { minLength: 1, maxLength: 4 }), (truths) => {
        const pictures = truths.map((own) => ({
          truths: own,
          found: own.map((each, place) => found(each, 0.9 - place / 10)),
        }));
        const told = measured(pictures, ['a', 'b']);
        expect(told['map@.5:.95']).toBeCloseTo(1, 10);
      }),
    );
  });
});

test('agreement in a picture is F1 of its boxes', () => {
  expect(agreementOf([], [])).toBe(1);
  expect(agreementOf([found(at(0), 0.9)], [])).toBe(0);
  expect(agreementOf([found(at(0), 0.9)], [at(0), at(0.5)])).toBeCloseTo(2 / 3, 10);
  expect(agreementOf([found(at(0, 0.1, 1), 0.9)], [at(0)])).toBe(0);
});

test('a box takes the true one that it overlaps most', () => {
  const [bits = 0, second = 0] = matchBoxes(
    [found(at(0.04), 0.9), found(at(0), 0.8)],
    [at(0), at(0.05)],
  );
  expect(bits & 1).toBe(1);
  expect(second & 1).toBe(1);
});
