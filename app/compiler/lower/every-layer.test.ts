import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { CATALOGUE, type LayerType } from '../../architecture/catalogue.ts';
import { layerDisagreements, layerGradientError, layerOutput } from '../testing/layer-cases.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { drawLayer, LAYOUTS } from '../testing/random-layers.ts';

// Every layer that there is, with arguments, shapes, masks and layouts drawn at random. The tests of the
// families know what values are right; this one knows no layer, and so leaves none out.

const open = onnxRunner(ort);
const TYPES = Object.keys(CATALOGUE).filter((type) => type !== 'Input') as LayerType[];
/** The same draws each time: one in thousands lies on a kink, where there is no slope to compare. */
const DRAWS = { seed: 4, numRuns: 6 };

test.each(TYPES)('%s: slopes are central differences, and ONNX Runtime agrees', async (type) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
      const request = drawLayer(type, seed);
      expect(layerGradientError(request), JSON.stringify(request)).toBeLessThan(1e-6);
      expect(await layerDisagreements(request, open), JSON.stringify(request)).toEqual([]);
    }),
    DRAWS,
  );
});

/** Noise falls on values in the order in which they lie. */
const NOISY = /Dropout|Noise|^Random|^MixUp$/;

test.each(TYPES)('%s gives the same however its inputs are laid out', (type) => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (seed) => {
      const { layouts: _, ...drawn } = drawLayer(type, seed);
      const plain = { ...drawn, ...(NOISY.test(type) && { mode: 'inference' as const }) };
      const usual = layerOutput(plain);
      const ranks = plain.inputShapes.map(({ length }) => LAYOUTS[length] ?? []);
      for (const layout of new Set(ranks.flat())) {
        if (layout === 'channels-last') continue;
        const layouts = ranks.map((fitting) =>
          fitting.includes(layout) ? layout : 'channels-last',
        );
        const found = layerOutput({ ...plain, layouts });
        expect(found.length).toBe(usual.length);
        found.forEach((value, at) => {
          expect(value, JSON.stringify({ ...plain, layouts })).toBeCloseTo(usual[at] ?? 0, 9);
        });
      }
    }),
    { ...DRAWS, numRuns: 3 },
  );
});
