import { describe, expect, test } from 'vitest';
import { ANY_BATCH, forAnyBatch } from './any-batch.ts';
import { GraphWriter } from './graph-writer.ts';
import { ELEMENT_TYPES } from './model.ts';

const { float32 } = ELEMENT_TYPES;

/** A graph of one node that takes a constant which depends on the batch. */
function written(op: string, write: (writer: GraphWriter, batch: number) => string) {
  return (batch: number) => {
    const writer = new GraphWriter('test');
    writer.namedNode(op, ['x', write(writer, batch)], ['y']);
    const info = (name: string) => ({ name, elementType: float32, dims: [batch, 4] });
    return writer.finish('test', [info('x')], [info('y')]);
  };
}

const ops = (graph: ReturnType<typeof forAnyBatch>) => graph?.nodes.map(({ op }) => op);

describe('a graph for any batch', () => {
  test('works out the sizes that it names', () => {
    const graph = forAnyBatch(
      written('Reshape', (writer, batch) => writer.integers([2 * batch, 2, batch - 1])),
      'x',
    );
    expect(ops(graph)).toEqual(['Shape', 'Slice', 'Mul', 'Add', 'Identity', 'Reshape']);
    expect(graph?.inputs[0]?.dims).toEqual([ANY_BATCH, 4]);
  });

  test('spreads a constant that is the same for every sample', () => {
    const graph = forAnyBatch(
      written('Add', (writer, batch) =>
        writer.constant(
          Array.from({ length: batch * 4 }, (_, at) => at % 4),
          'float32',
          [batch, 4],
        ),
      ),
      'x',
    );
    expect(ops(graph)).toContain('Expand');
    const sample = graph?.initializers.find(({ dims }) => String(dims) === '1,4');
    expect(sample?.bytes).toEqual(new Uint8Array(Float32Array.of(0, 1, 2, 3).buffer));
  });

  test.each([
    [
      'a constant that is another one for each sample',
      written('Add', (writer, batch) =>
        writer.constant(
          Array.from({ length: batch * 4 }, (_, at) => at),
          'float32',
          [batch, 4],
        ),
      ),
    ],
    [
      'a size that is no straight line',
      written('Reshape', (writer, batch) => writer.integers([batch * batch, -1])),
    ],
    [
      'an attribute that depends on the batch',
      (batch: number) => {
        const writer = new GraphWriter('test');
        writer.namedNode('Flatten', ['x'], ['y'], { axis: batch });
        return writer.finish('test', [], []);
      },
    ],
  ])('is not made of %s', (_, write) => {
    expect(forAnyBatch(write, 'x')).toBeNull();
  });
});
