import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { emitPlain } from '../emit-onnx.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { poolWindow } from '../operators/random.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { joinWindows } from './join-windows.ts';

const open = onnxRunner(ort);

/** Three small windows of one pool, one of another size, and a large one. */
function drawing(): Graph {
  const graph = new Graph();
  const pool = graph.constant(uniformFloats(1, 'pool', 20_000), 'float32', [20_000]);
  const step = graph.input('step', 'int64', []);
  const window = (name: string, shape: readonly number[], multiplier: number) =>
    graph.outputs.set(name, poolWindow(pool, step, shape, { multiplier, increment: 17 }));
  window('one', [6, 1], 1_048_575);
  window('two', [2, 3], 77_777);
  window('three', [6], 1);
  window('other', [5], 123);
  window('large', [5000], 321);
  return graph;
}

const windowsIn = ({ nodes }: Graph) => nodes.filter(({ op }) => op === 'poolWindow').length;

test.each([0, 3, 1_000_003, 3_000_000_000])(
  'windows of like size are read at once, number for number, at step %d',
  async (step) => {
    const apart = drawing();
    const together = joinWindows(apart);
    expect(windowsIn(apart)).toBe(5);
    expect(windowsIn(together)).toBe(2);
    const runner = await open(emitPlain(together));
    const feeds = { step: { data: BigInt64Array.of(BigInt(step)), shape: [] } };
    const onnx = await runner.run(feeds);
    await runner.close();
    const reference = interpret(together, { step: [step] });
    for (const [name, { data, shape }] of interpret(apart, { step: [step] })) {
      expect(reference.get(name)?.shape).toEqual(shape);
      expect([...(reference.get(name)?.data ?? [])]).toEqual([...data]);
      expect(Array.from(onnx[name] ?? [], Number)).toEqual([...data]);
    }
  },
);
