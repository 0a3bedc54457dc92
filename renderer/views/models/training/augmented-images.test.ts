import { expect, test } from 'vitest';
import { augmentedImages, shownImages } from '../../../../app/compiler/augmented-images.ts';
import { sharedPools } from '../../../../app/compiler/lower/random-pool.ts';
import { forCanvas, fromCanvas } from './augmented-images.ts';

const GREY = { kind: 'image', height: 2, width: 2, channels: 1 } as const;
const RGB = { kind: 'image', height: 1, width: 2, channels: 3 } as const;

test('as many images are shown as the page changes in a moment', () => {
  expect(shownImages(GREY)).toBe(8);
  expect(shownImages({ ...RGB, height: 128, width: 128 })).toBe(2);
  expect(shownImages({ ...RGB, height: 900, width: 900 })).toBe(1);
});

test('pixels go through a canvas and back', () => {
  const grey = Uint8ClampedArray.from([1, 2, 3, 4]);
  expect([...forCanvas(grey, GREY).slice(0, 8)]).toEqual([1, 1, 1, 255, 2, 2, 2, 255]);
  expect(fromCanvas(forCanvas(grey, GREY), GREY)).toEqual(grey);
  const rgb = Uint8ClampedArray.from([1, 2, 3, 4, 5, 6]);
  expect(fromCanvas(forCanvas(rgb, RGB), RGB)).toEqual(rgb);
});

test('other steps draw other changes, the same one the same', () => {
  const pools = sharedPools();
  const pixels = Uint8ClampedArray.from([100, 100, 100, 100, 50, 50, 50, 50]);
  const bright = [{ type: 'RandomBrightness', config: { factor: 0.3 } }];
  const seen = (step: number) => {
    const found = augmentedImages(bright, GREY, pixels, step, pools);
    return found.ok ? [...found.value] : null;
  };
  expect(seen(1)).toEqual(seen(1));
  expect(seen(2)).not.toEqual(seen(1));
  expect(augmentedImages([], GREY, pixels, 0, pools)).toEqual({ ok: true, value: pixels });
  const wrong = [{ type: 'RandomBrightness', config: {} }];
  expect(augmentedImages(wrong, GREY, pixels, 0, pools).ok).toBe(false);
});
