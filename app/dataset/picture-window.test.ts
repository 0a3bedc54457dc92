import { expect, test } from 'vitest';
import { pictureWindow } from './picture-window.ts';

const SQUARE = { kind: 'image', height: 10, width: 10, channels: 3 } as const;
const WIDE = { height: 40, width: 80 };

test('a picture is stretched, cut about its middle, or given a border', () => {
  const whole = { left: 0, top: 0, height: 40, width: 80 };
  expect(pictureWindow(WIDE, SQUARE)).toEqual({ ...whole, to: { height: 10, width: 10 } });
  expect(pictureWindow(WIDE, { ...SQUARE, fit: 'crop' })).toEqual({
    left: 20,
    top: 0,
    height: 40,
    width: 40,
    to: { height: 10, width: 10 },
  });
  expect(pictureWindow(WIDE, { ...SQUARE, fit: 'pad' })).toEqual({
    ...whole,
    to: { height: 5, width: 10 },
  });
});

test('a share of each side is kept first', () => {
  expect(pictureWindow(WIDE, { ...SQUARE, crop: 0.5 })).toEqual({
    left: 20,
    top: 10,
    height: 20,
    width: 40,
    to: { height: 10, width: 10 },
  });
  expect(pictureWindow({ height: 1, width: 1 }, { ...SQUARE, crop: 0.1 })).toMatchObject({
    height: 1,
    width: 1,
  });
});
