import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { AUTO_LOSS } from '../../app/architecture/losses.ts';
import { buildTemplate } from '../../app/architecture/templates.ts';
import { compileInference } from '../../app/compiler/compile-inference.ts';
import { compilePrediction, portablePrediction } from '../../app/compiler/compile-prediction.ts';
import { initialState } from '../../app/compiler/initial-state.ts';
import { encode } from '../../app/compiler/onnx/edges.ts';
import { optimizerSettings } from '../../app/compiler/testing/models.ts';
import { emptySamples, sampleShape, sampleType } from '../../app/dataset/sample.ts';
import { elementCount } from '../../app/shape.ts';
import { TEMPLATE_CASES } from '../engine/testing/template-cases.ts';

/** Small enough for every vocabulary and picture. */
const LARGEST = 8;

test.each(TEMPLATE_CASES)(
  'a trained $id of $kind is handed on for a batch of any size',
  async ({ id, data }) => {
    const built = buildTemplate(id, data);
    if (!built.ok) throw new Error(built.error.code);
    const model = built.value;
    const forward = compileInference(model, data, 2, optimizerSettings());
    if (!forward.ok) throw new Error(forward.error.code);
    const weights = Object.fromEntries(
      [...initialState(forward.value.state, 4)].map(([name, values]) => [
        name,
        Array.from(values, Number),
      ]),
    );
    const portable = portablePrediction(model, data, AUTO_LOSS, weights);
    if (!portable.ok) throw new Error(portable.error.code);
    expect(portable.value.batchSize).toBeNull();
    const domains = portable.value.graph.nodes.map(({ domain }) => domain);
    expect(new Set(domains)).toEqual(new Set(['']));
    const session = await ort.InferenceSession.create(encode(portable.value.graph), QUIET);
    for (const batch of [1, 2, 7]) {
      const shape = [batch, ...sampleShape(data.input)];
      const rows = emptySamples(data.input, batch).map((_, at) => (at * 7 + batch) % LARGEST);
      expect(rows).toHaveLength(elementCount(shape));
      const features = new ort.Tensor(sampleType(data.input), rows, shape);
      const fixed = compilePrediction(model, data, batch, AUTO_LOSS, weights);
      if (!fixed.ok) throw new Error(fixed.error.code);
      const reference = await ort.InferenceSession.create(fixed.value.bytes, QUIET);
      const { output: wanted } = await reference.run({ features });
      const { output: found } = await session.run({ features });
      await reference.release();
      expect(found?.dims).toEqual(wanted?.dims);
      const numbers = numbersOf(found);
      for (const [place, value] of numbersOf(wanted).entries()) {
        expect(Math.abs((numbers[place] ?? Number.NaN) - value)).toBeLessThan(1e-5);
      }
    }
    await session.release();
  },
);

function numbersOf(tensor: ort.Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('Expected float32');
  return tensor.data;
}

const QUIET = { logSeverityLevel: 3 } as const;
