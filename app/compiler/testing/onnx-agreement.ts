import { emitPlain } from '../emit-onnx.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../execution-plan.ts';
import type { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import type { Fed, OpenModel } from './onnx-runner.ts';

type Feeds = Readonly<Record<string, Float32Array | Int32Array | BigInt64Array | Uint8Array>>;

/**
 * Runs a graph on ONNX Runtime and in the interpreter.
 * @param tolerance largest difference, in parts of the reference or of 1
 * @param execution which lowerings to write
 * @returns every number that differs by more, in words; none where the two agree
 */
export async function disagreements(
  graph: Graph,
  feeds: Feeds,
  open: (bytes: Uint8Array) => Promise<OpenModel>,
  tolerance: number,
  execution: ExecutionPlan = STANDARD_PLAN,
): Promise<readonly string[]> {
  const model = await open(emitPlain(graph, execution));
  const fed = [...graph.inputs].map(([name, { shape }]): readonly [string, Fed] => {
    const data = feeds[name];
    if (data === undefined) throw new Error(`No feed ${name}`);
    return [name, { data, shape }];
  });
  const found = await model.run(Object.fromEntries(fed));
  await model.close();
  const numbers = Object.entries(feeds).map(([name, data]) => [name, Array.from(data, Number)]);
  return [...interpret(graph, Object.fromEntries(numbers))].flatMap(([name, { data }]) => {
    const values = Array.from(found[name] ?? [], Number);
    if (values.length !== data.length) return [`${name} has ${values.length} numbers`];
    return values.flatMap((value, at) => {
      const reference = data[at] ?? Number.NaN;
      if (Object.is(value, reference)) return [];
      const error = Math.abs(value - reference) / Math.max(1, Math.abs(reference));
      return error <= tolerance ? [] : [`${name}[${at}]: ${value} for ${reference}`];
    });
  });
}
