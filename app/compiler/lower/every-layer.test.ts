import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { CATALOGUE, type LayerType } from '../../architecture/catalogue.ts';
import { layerDisagreements, layerGradientError } from '../testing/layer-cases.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { drawLayer } from '../testing/random-layers.ts';

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
