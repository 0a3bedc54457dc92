import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { encode, valueInfo } from './edges.ts';
import { GraphWriter } from './graph-writer.ts';
import { splitPieces } from './split-pieces.ts';

const open = onnxRunner(ort);

test.each([1, 7, 8, 20, 60])('%i pieces are what they are in order', async (count) => {
  const sizes = Array.from({ length: count }, (_, place) => 1 + (place % 3));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const execution = { blockSize: 0, threads: 1, provider: 'webgpu' } as const;
  const writer = new GraphWriter('test', null, execution);
  const pieces = splitPieces('whole', sizes, 0, writer);
  pieces.forEach((piece, place) => {
    writer.namedNode('Identity', [piece], [`piece ${place}`]);
  });
  const float32 = (size: number) => ({ dtype: 'float32', shape: [size] }) as const;
  const outputs = sizes.map((size, place) => valueInfo(`piece ${place}`, float32(size)));
  const graph = writer.finish('test', [valueInfo('whole', float32(length))], outputs);
  for (const { op, outputs: names } of graph.nodes) {
    if (op === 'Split') expect(names.length).toBeLessThanOrEqual(7);
  }
  const model = await open(encode(graph));
  const data = Float32Array.from({ length }, (_, place) => place);
  const given = await model.run({ whole: { data, shape: [length] } });
  await model.close();
  expect(sizes.flatMap((_, place) => [...(given[`piece ${place}`] ?? [])].map(Number))).toEqual([
    ...data,
  ]);
});
