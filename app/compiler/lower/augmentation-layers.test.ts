import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { AUGMENTATION_LAYERS } from '../../architecture/augmentation-layers.ts';
import { inferModel } from '../../architecture/infer-model.ts';
import type { LayerSpec } from '../../architecture/model-spec.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
  layerOutput,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';

const open = onnxRunner(ort);

type Type = keyof typeof AUGMENTATION_LAYERS;

/** What a layer makes of one image of one channel, row by row. */
function seen(
  type: Type,
  config: LayerSpec['config'],
  rows: readonly (readonly number[])[],
  step = 1,
): readonly (readonly number[])[] {
  const width = rows[0]?.length ?? 0;
  const { graph, layer } = layerCase({
    type,
    config,
    inputShapes: [[rows.length, width, 1]],
    batch: 1,
    step,
  });
  const { data } = interpret(graph, { x0: rows.flat() }).get('y') ?? { data: [] };
  const [height = 0, across = 0] = layer.shape;
  return Array.from({ length: height }, (_, row) => [
    ...data.slice(row * across, (row + 1) * across),
  ]);
}

const IMAGE = [
  [10, 20, 30, 40],
  [50, 60, 70, 80],
  [90, 100, 110, 120],
];

describe('RandomFlip', () => {
  const mirrored = IMAGE.map((row) => row.toReversed());

  test.each([
    ['horizontal', mirrored],
    ['vertical', IMAGE.toReversed()],
    ['horizontal_and_vertical', mirrored.toReversed()],
  ])('%s gives the image or its mirror image, each as often', (mode, flipped) => {
    const draws = Array.from({ length: 40 }, (_, seed) =>
      seen('RandomFlip', { mode }, IMAGE, seed),
    );
    const flips = draws.filter((draw) => JSON.stringify(draw) === JSON.stringify(flipped));
    const same = draws.filter((draw) => JSON.stringify(draw) === JSON.stringify(IMAGE));
    expect(flips.length + same.length).toBe(40);
    expect(flips.length).toBeGreaterThan(8);
    expect(same.length).toBeGreaterThan(8);
  });
});

describe('RandomTranslation', () => {
  const shifted = (fill_mode: string, width_factor: readonly number[], more = {}) =>
    seen('RandomTranslation', { height_factor: [0], width_factor, fill_mode, ...more }, [
      [10, 20, 30, 40],
    ])[0];

  test('one pixel to the right, whatever lies beyond the edge', () => {
    const right = [0.25, 0.25];
    expect(shifted('constant', right, { fill_value: 7 })).toEqual([7, 10, 20, 30]);
    expect(shifted('nearest', right)).toEqual([10, 10, 20, 30]);
    expect(shifted('reflect', right)).toEqual([10, 10, 20, 30]);
    expect(shifted('wrap', right)).toEqual([40, 10, 20, 30]);
  });

  test('two and a half to the left', () => {
    const left = [-0.625, -0.625];
    expect(shifted('constant', left)).toEqual([35, 20, 0, 0]);
    expect(shifted('nearest', left)).toEqual([35, 40, 40, 40]);
    expect(shifted('reflect', left)).toEqual([35, 40, 35, 25]);
    expect(shifted('wrap', left)).toEqual([35, 25, 15, 25]);
  });

  test('the nearest pixel instead of what lies between two', () => {
    const near = { interpolation: 'nearest' };
    expect(shifted('constant', [0.4, 0.4], near)).toEqual([0, 0, 10, 20]);
    expect(shifted('wrap', [-0.4, -0.4], near)).toEqual([30, 40, 10, 20]);
  });

  test('a positive height goes down; a whole height leaves nothing', () => {
    const down = { height_factor: [1 / 3, 1 / 3], width_factor: 0, fill_mode: 'constant' };
    const moved = seen('RandomTranslation', down, IMAGE);
    expect(moved[0]?.map(Math.round)).toEqual([0, 0, 0, 0]);
    expect(moved[1]?.map(Math.round)).toEqual([10, 20, 30, 40]);
    const gone = { height_factor: [-1, -1], width_factor: [0], fill_mode: 'constant' };
    expect(seen('RandomTranslation', gone, IMAGE).flat()).toEqual(Array(12).fill(0));
  });

  test('no shift leaves every pixel exactly as it is', () => {
    expect(seen('RandomTranslation', { height_factor: 0, width_factor: 0 }, IMAGE)).toEqual(IMAGE);
  });

  test('drawn shifts stay within their range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.nat(1000),
        (one, other, step) => {
          // A ramp tells by how much it was shifted.
          const ramp = Array.from({ length: 12 }, (_, at) => 100 + at);
          const config = {
            height_factor: 0,
            width_factor: [one, other],
            fill_mode: 'nearest',
          };
          const [moved = []] = seen('RandomTranslation', config, [ramp], step);
          const within = (value: number) => value > 100 && value < 111;
          const shifts = moved.flatMap((value, at) => (within(value) ? [100 + at - value] : []));
          for (const shift of shifts) {
            expect(shift).toBeGreaterThan(12 * Math.min(one, other) - 1e-9);
            expect(shift).toBeLessThan(12 * Math.max(one, other) + 1e-9);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('RandomRotation', () => {
  const SQUARE = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  const turned = (config: LayerSpec['config'], rows = SQUARE) =>
    seen('RandomRotation', config, rows).map((row) => row.map((value) => Number(value.toFixed(6))));

  test('a quarter turn is counter-clockwise, whatever lies beyond the edge', () => {
    for (const fill_mode of ['constant', 'nearest', 'reflect', 'wrap']) {
      expect(turned({ factor: [0.25, 0.25], fill_mode })).toEqual([
        [3, 6, 9],
        [2, 5, 8],
        [1, 4, 7],
      ]);
    }
  });

  test('half a turn of an image that is not square, and a quarter past its edges', () => {
    const half = IMAGE.map((row) => row.toReversed()).toReversed();
    expect(turned({ factor: [-0.5, -0.5] }, IMAGE)).toEqual(half);
    const quarter = { factor: [0.25, 0.25], interpolation: 'nearest' };
    const tall = [[1], [2], [3], [4], [5]];
    const line = (fill_mode: string) =>
      turned({ ...quarter, fill_mode, fill_value: 9 }, [[1, 2, 3, 4, 5]])[0];
    expect(line('constant')).toEqual([9, 9, 3, 9, 9]);
    expect(line('nearest')).toEqual([3, 3, 3, 3, 3]);
    expect(line('reflect')).toEqual([3, 3, 3, 3, 3]);
    expect(turned({ ...quarter, fill_mode: 'wrap' }, tall)).toEqual([[3], [3], [3], [3], [3]]);
  });

  test('an eighth of a turn looks between pixels', () => {
    const [, , last = []] = turned({ factor: [0.125, 0.125], fill_mode: 'constant' });
    // The bottom's middle sees (1 + √½, 1 − √½): between 4, 5, 7 and 8.
    const reach = Math.SQRT1_2;
    expect(last[1]).toBeCloseTo(5 + 3 * reach - reach, 5);
  });

  test('no turn leaves every pixel exactly as it is', () => {
    expect(seen('RandomRotation', { factor: 0 }, IMAGE)).toEqual(IMAGE);
    expect(turned({ factor: [1, 1], fill_mode: 'constant' }, IMAGE)).toEqual(IMAGE);
  });
});

describe('RandomZoom', () => {
  const line = (height_factor: readonly number[], more = {}) =>
    seen('RandomZoom', { height_factor, fill_mode: 'constant', ...more }, [
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 10, 20, 30, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ])[2];

  test('a positive factor zooms out about the middle, a negative one in', () => {
    expect(line([1, 1])).toEqual([0, 0, 20, 0, 0]);
    expect(line([-0.5, -0.5])).toEqual([10, 15, 20, 25, 30]);
    expect(line([-0.5, -0.5], { width_factor: 0 })).toEqual([0, 10, 20, 30, 0]);
    expect(line([0, 0])).toEqual([0, 10, 20, 30, 0]);
  });
});

describe('RandomCrop', () => {
  const LARGE = Array.from({ length: 6 }, (_, row) =>
    Array.from({ length: 7 }, (_, column) => 10 * row + column),
  );

  test('in training a window of whole pixels, anywhere', () => {
    const corners = new Set<number>();
    for (let step = 0; step < 80; step += 1) {
      const window = seen('RandomCrop', { height: 4, width: 5 }, LARGE, step);
      const corner = window[0]?.[0] ?? 0;
      corners.add(corner);
      expect(window).toEqual(
        Array.from({ length: 4 }, (_, row) =>
          Array.from({ length: 5 }, (_, column) => corner + 10 * row + column),
        ),
      );
    }
    expect([...corners].sort((left, right) => left - right)).toEqual([
      0, 1, 2, 10, 11, 12, 20, 21, 22,
    ]);
  });

  test('elsewhere the middle, resized', () => {
    const middle = (height: number, width: number, rows = LARGE) => {
      const inputShapes = [[rows.length, rows[0]?.length ?? 1, 1]];
      const config = { height, width };
      const request = { type: 'RandomCrop', config, inputShapes, batch: 1 } as const;
      const { graph } = layerCase({ ...request, mode: 'inference' });
      return [...(interpret(graph, { x0: rows.flat() }).get('y')?.data ?? [])];
    };
    // The largest square is 6 × 6, each pixel of 3 × 3 the mean of four of it.
    expect(middle(3, 3)).toEqual([5.5, 7.5, 9.5, 25.5, 27.5, 29.5, 45.5, 47.5, 49.5]);
    expect(middle(6, 7)).toEqual(LARGE.flat());
    // A smaller image is enlarged, so also in training.
    const small = [[1, 3]];
    expect(middle(1, 4, [[9, 1, 3, 9]])).toEqual([9, 1, 3, 9]);
    expect(seen('RandomCrop', { height: 2, width: 4 }, small)).toEqual([
      [1, 1.5, 2.5, 3],
      [1, 1.5, 2.5, 3],
    ]);
  });
});

describe('brightness and contrast', () => {
  test('a share of the range is added, and what leaves it is cut off', () => {
    const bright = seen('RandomBrightness', { factor: [0.5, 0.5] }, IMAGE);
    expect(bright[0]).toEqual([137.5, 147.5, 157.5, 167.5]);
    expect(seen('RandomBrightness', { factor: [-0.25, -0.25] }, IMAGE)[0]).toEqual([0, 0, 0, 0]);
    const ones = seen('RandomBrightness', { factor: [1, 1], value_range: [0, 1] }, [[0.25]]);
    expect(ones).toEqual([[1]]);
  });

  test('distances from the mean grow, and what leaves the range is cut off', () => {
    // Mean 65.
    const contrast = seen('RandomContrast', { factor: [-0.5, 0.5] }, IMAGE);
    expect(contrast[0]?.[0]).toBeCloseTo(0, 10);
    expect(contrast[0]?.[3]).toBeCloseTo(27.5, 10);
    expect(contrast[2]?.[3]).toBeCloseTo(147.5, 10);
    expect(seen('RandomContrast', { factor: 0 }, IMAGE)).toEqual(IMAGE);
  });

  test('each channel has a mean of its own', () => {
    const { graph } = layerCase({
      type: 'RandomContrast',
      config: { factor: [-1, 1] },
      inputShapes: [[1, 2, 2]],
      batch: 1,
    });
    const y = interpret(graph, { x0: [10, 100, 20, 140] }).get('y');
    expect([...(y?.data ?? [])]).toEqual([5, 80, 25, 160]);
  });

  test('one number reaches as far both ways, and every image draws its own', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(1000), (factor, step) => {
        const request = { type: 'RandomBrightness', config: { factor }, step } as const;
        const { graph } = layerCase({ ...request, inputShapes: [[1, 1, 1]], batch: 6 });
        const changed = interpret(graph, { x0: Array(6).fill(127.5) }).get('y')?.data ?? [];
        const changes = [...changed].map((value) => (value - 127.5) / 255);
        for (const change of changes) expect(Math.abs(change)).toBeLessThanOrEqual(factor + 1e-9);
        if (factor > 0.01) expect(new Set(changes.map((each) => each.toFixed(9))).size).toBe(6);
      }),
      { numRuns: 30 },
    );
  });
});

test('MixUp mixes each image with the one before it, the first with the last', () => {
  const { graph } = layerCase({ type: 'MixUp', config: {}, inputShapes: [[1, 2, 1]], batch: 3 });
  const images = [0, 0, 1, 10, 3, 100];
  const y = [...(interpret(graph, { x0: images }).get('y')?.data ?? [])];
  const others = [3, 100, 0, 0, 1, 10];
  for (const image of [0, 1, 2]) {
    // Of the first pixel; the second has the same share.
    const at = 2 * image;
    const own = images[at] ?? 0;
    const other = others[at] ?? 0;
    const share = ((y[at] ?? 0) - other) / (own - other);
    expect(share >= 0 && share <= 1).toBe(true);
    const second = share * (images[at + 1] ?? 0) + (1 - share) * (others[at + 1] ?? 0);
    expect(y[at + 1]).toBeCloseTo(second, 9);
  }
});

describe('RandomErasing', () => {
  const SIZE = 20;
  const erased = (config: LayerSpec['config'], step: number) =>
    seen(
      'RandomErasing',
      { factor: [1, 1], fill_value: 0, ...config },
      Array.from({ length: SIZE }, () => Array(SIZE).fill(100)),
      step,
    );

  test('a rectangle of the drawn size is blotted out, anywhere in the image', () => {
    const places = new Set<number>();
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.8, noNaN: true }),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        fc.nat(10_000),
        (low, more, step) => {
          const image = erased({ scale: [low, low + more] }, step);
          const rows = image.flatMap((row, at) => (row.includes(0) ? [at] : []));
          const columns = [...Array(SIZE).keys()].filter((at) =>
            image.some((row) => row[at] === 0),
          );
          const blots = image.flat().filter((value) => value === 0).length;
          expect(blots).toBe(rows.length * columns.length);
          for (const length of [rows.length, columns.length]) {
            expect(length).toBeGreaterThanOrEqual(Math.floor(Math.sqrt(low) * SIZE));
            expect(length).toBeLessThanOrEqual(Math.ceil(Math.sqrt(low + more) * SIZE));
          }
          places.add(rows[0] ?? 0);
        },
      ),
      { numRuns: 30 },
    );
    expect(places.size).toBeGreaterThan(4);
  });

  test('one number as the factor is the largest probability, from 0 on', () => {
    const blotted = (factor: number | readonly number[]) =>
      Array.from({ length: 40 }, (_, step) => erased({ factor, scale: 0.2 }, step)).filter(
        (image) => image.flat().includes(0),
      ).length;
    expect(blotted([0, 0])).toBe(0);
    expect(blotted([1, 1])).toBe(40);
    // Half of them on average; four standard errors.
    expect(Math.abs(blotted(1) - 20)).toBeLessThan(13);
  });

  test('with one number for each channel, or with noise within the range', () => {
    const pixels = (config: LayerSpec['config']) => {
      const { graph } = layerCase({
        type: 'RandomErasing',
        config: { factor: [1, 1], scale: [1, 1], ...config },
        inputShapes: [[2, 2, 3]],
        batch: 1,
      });
      return [...(interpret(graph, { x0: Array(12).fill(50) }).get('y')?.data ?? [])];
    };
    expect(pixels({ fill_value: [1, 2, 300] }).slice(0, 3)).toEqual([1, 2, 255]);
    const noise = pixels({});
    for (const value of noise) expect(value >= 0 && value <= 255).toBe(true);
    expect(new Set(noise).size).toBeGreaterThan(3);
  });
});

/** Each layer with options that take different ways. */
const CASES: readonly (readonly [Type, LayerSpec['config']])[] = [
  ['RandomFlip', { mode: 'horizontal' }],
  ['RandomFlip', {}],
  ['RandomTranslation', { height_factor: 0.3, width_factor: [-0.2, 0.7] }],
  ['RandomTranslation', { height_factor: 0, width_factor: 0.4, fill_mode: 'wrap' }],
  [
    'RandomTranslation',
    { height_factor: 0.5, width_factor: 0, fill_mode: 'constant', fill_value: 3 },
  ],
  ['RandomTranslation', { height_factor: 1, width_factor: 1, fill_mode: 'nearest' }],
  ['RandomRotation', { factor: 0.5 }],
  ['RandomRotation', { factor: 0.3, fill_mode: 'constant', fill_value: 0.7 }],
  ['RandomRotation', { factor: 0.3, fill_mode: 'wrap' }],
  ['RandomRotation', { factor: 0.1, fill_mode: 'nearest' }],
  ['RandomZoom', { height_factor: 0.9, width_factor: [0.1, 1] }],
  ['RandomZoom', { height_factor: 0.5, fill_mode: 'wrap' }],
  ['RandomCrop', { height: 1, width: 1 }],
  ['RandomCrop', { height: 3, width: 4 }],
  ['MixUp', { alpha: 0.7 }],
  ['RandomBrightness', { factor: 0.5, value_range: [-1, 1] }],
  ['RandomContrast', { factor: [0.2, 0.6], value_range: [-1.5, 1.5] }],
  ['RandomErasing', { value_range: [-2, 2] }],
  ['RandomErasing', { factor: [0.5, 1], fill_value: 0.5, scale: 0.5 }],
];

test.each(CASES)(
  '%s %o: ONNX Runtime and the slope agree with the reference',
  async (type, config) => {
    for (const [layouts, inputShapes, batch] of [
      [undefined, [[4, 5, 3]], 3],
      [['channels-first'], [[5, 4, 2]], 2],
      [['channels-first'], [[3, 6, 1]], 1],
      [undefined, [[1, 1, 1]], 2],
    ] as const) {
      const request: LayerRequest = {
        type,
        config,
        inputShapes,
        batch,
        ...(layouts && { layouts }),
      };
      expect(await layerDisagreements(request, open)).toEqual([]);
      expect(layerGradientError(request)).toBeLessThan(1e-6);
    }
  },
);

test.each(CASES.filter(([type]) => type !== 'RandomCrop'))(
  '%s %o: only training sees it',
  (type, config) => {
    const request = { type, config, inputShapes: [[4, 5, 3]], seed: 5 } as const;
    const { feeds } = layerCase({ ...request, mode: 'inference' });
    expect(layerOutput({ ...request, mode: 'inference' })).toEqual(
      Array.from(feeds.x0 ?? [], Number),
    );
  },
);

test.each([
  [
    'RandomTranslation',
    { height_factor: [0, 0.1, 0.2], width_factor: 0 },
    'height_factor',
    '1 or 2 numbers',
  ],
  [
    'RandomTranslation',
    { height_factor: 0, width_factor: 2 },
    'width_factor',
    'number or list of numbers in [-1, 1]',
  ],
  [
    'RandomTranslation',
    { height_factor: 0, width_factor: 0, fill_mode: 'mirror' },
    'fill_mode',
    'constant | nearest | reflect | wrap',
  ],
  ['RandomBrightness', { factor: 0.1, value_range: 255 }, 'value_range', '2 numbers'],
  ['RandomContrast', {}, 'factor', 'number or list of numbers in [-1, 1]'],
  ['RandomErasing', { fill_value: [1, 2] }, 'fill_value', '1 or 3 numbers'],
  ['RandomZoom', { height_factor: -1 }, 'height_factor', 'number or list of numbers in (-1, 1]'],
  ['RandomCrop', { height: 0, width: 3 }, 'height', 'integer in [1, 4096]'],
  ['RandomErasing', { factor: -0.5 }, 'factor', 'number or list of numbers in [0, 1]'],
  ['RandomFlip', { mode: 'diagonal' }, 'mode', 'horizontal | vertical | horizontal_and_vertical'],
])('%s %o is refused at its layer', (type, config, key, expected) => {
  const result = inferModel(chain([4, 4, 3], [[type, config]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/config-invalid',
    key,
    expected,
  });
});

test('what is no image is refused by its shape, and a seed because the plan has one', () => {
  const error = (shape: readonly number[], config: LayerSpec['config']) => {
    const result = inferModel(chain(shape, [['RandomFlip', config]]));
    return result.ok ? null : result.error;
  };
  expect(error([4], {})).toMatchObject({ code: 'architecture/rank-mismatch', expectedRank: 3 });
  expect(error([4, 4, 3], { seed: 1 })).toMatchObject({
    code: 'architecture/config-unsupported',
    reason: 'seed-planned',
  });
});
