import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Box } from './box.ts';
import { encodeBoxes } from './center-grid.ts';
import { decodeBoxes, unpackFound } from './decode-boxes.ts';

const GRID = { height: 16, width: 12, classes: 3 };

test('true boxes come back from what is said of them, the likeliest first', () => {
  const place = fc.tuple(
    fc.nat(2),
    fc.nat(2),
    fc.nat(3),
    fc.double({ min: 0.05, max: 0.2, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(place, { selector: ([, x, y]) => `${x},${y}`, maxLength: 5 }),
      (places) => {
        // Far enough apart that no Gaussian reaches over another's centre.
        const boxes = places.map(([label, column, row, size]): Box => {
          const [x, y] = [(column + 0.5) / 3, (row + 0.5) / 4];
          return {
            label,
            left: x - size / 2,
            top: y - size / 2,
            right: x + size / 2,
            bottom: y + size / 2,
          };
        });
        const found = unpackFound(decodeBoxes(encodeBoxes(boxes, GRID), GRID));
        const certain = found.filter(({ probability }) => probability === 1);
        expect(certain.length).toBe(boxes.length);
        for (const box of boxes) {
          const nearest = certain.find(
            ({ label, left, top }) =>
              label === box.label &&
              Math.abs(left - box.left) < 1e-5 &&
              Math.abs(top - box.top) < 1e-5,
          );
          expect(nearest?.right).toBeCloseTo(box.right, 5);
          expect(nearest?.bottom).toBeCloseTo(box.bottom, 5);
        }
      },
    ),
  );
});

test('a cell beside a higher one is no peak, and edges stay in the picture', () => {
  const said = new Float32Array(16 * 12 * 7);
  said[0] = 0.9;
  said[7] = 0.8;
  said.set([9, 9, 0.5, 0.5], 3);
  const found = unpackFound(decodeBoxes(said, GRID));
  expect(found.map(({ probability }) => Math.fround(probability))).toEqual([Math.fround(0.9)]);
  expect(found[0]).toMatchObject({ label: 0, left: 0, top: 0 });
  expect(found[0]?.right).toBeCloseTo(5 / 12, 5);
});

test('no more than a hundred are told, and none of next to no probability', () => {
  const grid = { height: 40, width: 40, classes: 1 };
  const said = new Float32Array(40 * 40 * 5);
  for (let cell = 0; cell < 1600; cell += 1) {
    const isEven = (cell % 40) % 2 === 0 && Math.floor(cell / 40) % 2 === 0;
    said[cell * 5] = isEven ? 0.1 + cell / 3200 : 0.005;
  }
  const found = unpackFound(decodeBoxes(said, grid));
  expect(found.length).toBe(100);
  expect(found[0]?.probability ?? 0).toBeGreaterThan(found[99]?.probability ?? 1);
});
