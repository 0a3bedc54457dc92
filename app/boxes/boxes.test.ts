import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Box, packBoxes, unpackBoxes } from './box.ts';
import { profileBoxes } from './box-profile.ts';
import { encodeBoxes, gaussianRadius } from './center-grid.ts';

const edges = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 100 }));
const anyBox = fc.tuple(fc.nat(4), edges, edges).map(
  ([label, [left, width], [top, height]]): Box => ({
    label,
    left: left / 200,
    right: (left + width) / 200,
    top: top / 200,
    bottom: (top + height) / 200,
  }),
);

test('boxes come back as they were packed, but for rounding', () => {
  fc.assert(
    fc.property(fc.array(anyBox, { maxLength: 5 }), (boxes) => {
      const found = unpackBoxes(packBoxes(boxes, 5));
      expect(found.length).toBe(boxes.length);
      for (const [at, box] of boxes.entries()) {
        expect(found[at]?.label).toBe(box.label);
        expect(found[at]?.left).toBeCloseTo(box.left, 6);
        expect(found[at]?.bottom).toBeCloseTo(box.bottom, 6);
      }
    }),
  );
});

describe('the grid of a centre-point detector', () => {
  const grid = { height: 8, width: 8, classes: 2 };
  const at = (encoded: Float32Array, y: number, x: number) => [
    ...encoded.subarray((y * 8 + x) * 6, (y * 8 + x + 1) * 6),
  ];

  test('tells a box at its centre: height 1, size in cells, and the rest of the centre', () => {
    // From (1, 2) to (4, 4) cells: centre (2.5, 3), size 3 × 2.
    const encoded = encodeBoxes(
      [{ label: 1, left: 1 / 8, top: 2 / 8, right: 4 / 8, bottom: 4 / 8 }],
      grid,
    );
    expect(at(encoded, 3, 2)).toEqual([0, 1, 3, 2, 0.5, 0]);
    const sigma = (2 * gaussianRadius(3, 2) + 1) / 6;
    expect(at(encoded, 3, 3)[1]).toBeCloseTo(Math.exp(-1 / (2 * sigma ** 2)), 6);
    expect(at(encoded, 3, 3).slice(2)).toEqual([0, 0, 0, 0]);
    expect(encoded.filter((_, place) => place % 6 === 0).every((value) => value === 0)).toBe(true);
  });

  test('tells the smaller of two boxes in one cell, and both classes', () => {
    const large = { label: 0, left: 0, top: 0, right: 1, bottom: 1 };
    const small = { label: 1, left: 3 / 8, top: 3 / 8, right: 5 / 8, bottom: 5 / 8 };
    for (const boxes of [
      [large, small],
      [small, large],
    ]) {
      expect(at(encodeBoxes(boxes, grid), 4, 4)).toEqual([1, 1, 2, 2, 0, 0]);
    }
  });

  test('has a centre on the last edge in the last cell', () => {
    const line = { label: 0, left: 1, top: 1, right: 1, bottom: 1 };
    expect(at(encodeBoxes([line], grid), 7, 7)[0]).toBe(1);
  });

  test('has as many peaks as there are cells of some class with a centre, and no value beyond 1', () => {
    fc.assert(
      fc.property(fc.array(anyBox, { maxLength: 6 }), (boxes) => {
        const whole = { height: 16, width: 12, classes: 5 };
        const encoded = encodeBoxes(boxes, whole);
        const heat = encoded.filter((_, place) => place % 9 < 5);
        const cells = new Set(
          boxes.map(({ label, left, right, top, bottom }) =>
            [
              label,
              Math.floor(((left + right) / 2) * 12),
              Math.floor(((top + bottom) / 2) * 16),
            ].join(),
          ),
        );
        expect(heat.filter((value) => value === 1).length).toBe(cells.size);
        expect(Math.max(0, ...heat)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the radius of a Gaussian', () => {
  const overlap = (width: number, height: number, grown: number) =>
    (width * height) / ((width + grown) * (height + grown));

  test('of a box of 10 × 10 is the least of the three: outwards 0.976', () => {
    // 2.8 r² + 28 r − 30 = 0 → r = (−28 + √1120) / 5.6; inwards 0.817: 4 r² − 40 r + 30 = 0.
    expect(gaussianRadius(10, 10)).toBeCloseTo((40 - Math.sqrt(1600 - 480)) / 8, 10);
  });

  test('leaves an overlap of 0.7 or more each way', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (width, height) => {
          const radius = gaussianRadius(width, height);
          const both = (width - radius) * (height - radius);
          expect(both / (2 * width * height - both)).toBeGreaterThanOrEqual(0.7 - 1e-9);
          expect(overlap(width, height, 2 * radius)).toBeGreaterThanOrEqual(0.7 - 1e-9);
          expect(
            ((width - 2 * radius) * (height - 2 * radius)) / (width * height),
          ).toBeGreaterThanOrEqual(0.7 - 1e-9);
        },
      ),
    );
  });
});

test('a profile counts boxes, images and sizes', () => {
  const box = (label: number, side: number): Box => ({
    label,
    left: 0,
    top: 0,
    right: side,
    bottom: side,
  });
  const images = [
    { width: 100, height: 100, boxes: [box(0, 0.25), box(0, 0.5), box(1, 1)] },
    { width: 100, height: 100, boxes: [box(0, 0.3)] },
    { width: 100, height: 100, boxes: [] },
  ];
  expect(profileBoxes(images, ['a', 'b'], 2)).toEqual({
    boxes: 4,
    images: 3,
    imagesWithout: 1,
    classes: [
      { name: 'a', boxes: 3, images: 2, width: 0.3, height: 0.3 },
      { name: 'b', boxes: 1, images: 1, width: 1, height: 1 },
    ],
    perImage: { mean: 4 / 3, maximum: 3, counts: [1, 1, 0, 1] },
    sizes: [0, 0, 1, 1, 0, 1, 0, 0, 0, 1],
    small: 2,
    medium: 1,
    large: 1,
    leftOut: 2,
  });
});
