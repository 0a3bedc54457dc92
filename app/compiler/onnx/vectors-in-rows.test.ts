import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { encode, valueInfo } from './edges.ts';
import { GraphWriter } from './graph-writer.ts';
import { cutVector, joinVectors } from './vectors-in-rows.ts';

const open = onnxRunner(ort);
const CUDA = { blockSize: 0, threads: 1, provider: 'cuda' } as const;

const vector = (name: string, size: number) => valueInfo(name, { dtype: 'float32', shape: [size] });

/** Weights as a network has them: most of whole rows, a few of none, and what fills them up. */
const sizesOfWeights = fc
  .tuple(
    fc.array(fc.constantFrom(16, 32, 64, 400, 4096), { maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
  )
  .map(([whole, odd]) => [...whole, ...odd]);

describe('vectors seen as rows', () => {
  test('are cut into what was joined, in order', async () => {
    await fc.assert(
      fc.asyncProperty(sizesOfWeights, async (sizes) => {
        const writer = new GraphWriter('test', null, CUDA);
        const length = sizes.reduce((sum, size) => sum + size, 0);
        const pieces = cutVector('whole', sizes, writer);
        const joined = joinVectors(pieces, sizes, writer);
        writer.namedNode('Identity', [pieces.at(-1) ?? ''], ['last']);
        writer.namedNode('Identity', [joined], ['joined']);
        const outputs = [vector('last', sizes.at(-1) ?? 0), vector('joined', length)];
        const model = await open(encode(writer.finish('test', [vector('whole', length)], outputs)));
        const data = Float32Array.from({ length }, (_, place) => place);
        const given = await model.run({ whole: { data, shape: [length] } });
        await model.close();
        expect([...(given.joined ?? [])]).toEqual([...data]);
        expect([...(given.last ?? [])]).toEqual([...data.slice(length - (sizes.at(-1) ?? 0))]);
      }),
      { numRuns: 30 },
    );
  });

  test('are joined along fewer places than they have numbers', () => {
    const writer = new GraphWriter('test', null, CUDA);
    const whole = joinVectors(['a', 'b', 'c', 'd'], [4096, 512, 10, 6], writer);
    writer.namedNode('Identity', [whole], ['joined']);
    const { nodes } = writer.finish('test', [], [vector('joined', 4624)]);
    const rows = nodes.filter(({ op }) => op === 'Reshape').length;
    // Both leading ones and the two others together become rows of 16; the whole a vector again.
    expect(rows).toBe(4);
    expect(nodes.filter(({ op }) => op === 'Concat')).toHaveLength(2);
  });

  test('make short lists of the weights of a perceptron', () => {
    const writer = new GraphWriter('test', null, CUDA);
    // 784-512-512-10: kernels, biases of 512, then those that fill no row and zeros.
    const sizes = [401_408, 262_144, 5120, 512, 512, 10, 2038];
    const whole = joinVectors(
      sizes.map((_, place) => `piece ${place}`),
      sizes,
      writer,
    );
    writer.namedNode('Identity', [whole], ['joined']);
    const { nodes, initializers } = writer.finish('test', [], [vector('joined', 671_744)]);
    const shapes = new Map(
      initializers.map(({ name, bytes }) => [name, Number(new BigInt64Array(bytes.buffer)[1])]),
    );
    const rows = nodes.flatMap(({ op, inputs: [, shape = ''] }) =>
      op === 'Reshape' ? (shapes.get(shape) ?? []) : [],
    );
    expect([...new Set(rows)].filter((row) => row > 1)).toEqual([512, 8192]);
    expect(nodes.filter(({ op }) => op === 'Concat')).toHaveLength(3);
  });
});
