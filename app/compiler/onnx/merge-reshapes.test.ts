import { expect, test } from 'vitest';
import { GraphWriter } from './graph-writer.ts';
import { ELEMENT_TYPES } from './model.ts';

const info = (name: string) => ({ name, elementType: ELEMENT_TYPES.float32, dims: [4] });

test('reshapes in a row become one, and those that someone else reads stay', () => {
  const writer = new GraphWriter('test');
  const reshaped = (name: string, shape: readonly number[]) =>
    writer.node('Reshape', [name, writer.integers(shape)]);
  const first = reshaped('x', [2, 2]);
  const second = reshaped(first, [1, 4]);
  const last = reshaped(second, [4]);
  const kept = reshaped('x', [4, 1]);
  const sum = writer.node('Add', [kept, reshaped(kept, [4])]);
  const { nodes } = writer.finish('test', [info('x')], [info(last), info(sum)]);
  expect(nodes.map(({ op, inputs: [input] }) => [op, input])).toEqual([
    ['Reshape', 'x'],
    ['Reshape', 'x'],
    ['Reshape', 'x'],
    ['Add', kept],
  ]);
  expect(nodes[0]?.outputs).toEqual([last]);
});
