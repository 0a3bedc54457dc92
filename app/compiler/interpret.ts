import { elementCount } from '../shape.ts';
import { type AnyNode, type Graph, typeText, type Value } from './graph.ts';
import { KERNELS } from './kernels/table.ts';
import type { Kernel, Tensor } from './kernels/tensor.ts';
import type { Operator } from './operators/vocabulary.ts';

/** Outputs of one node from the tensors of its inputs. */
export function evaluateNode(node: AnyNode, inputs: readonly Tensor[]): readonly Tensor[] {
  const kernel = KERNELS[node.op] as Kernel<Operator>;
  return kernel(node, inputs, interpret);
}

/**
 * Executes a graph in float64, plainly and slowly: the reference that gradients, passes and
 * runtimes are checked against.
 * @param feeds values of every input by name, row-major, as many as its shape holds
 * @returns the graph's outputs by name
 */
export function interpret(
  graph: Graph,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Map<string, Tensor> {
  const results = new Map<Value, Tensor>();
  const read = (value: Value): Tensor => {
    const tensor = results.get(value);
    if (tensor === undefined) throw new Error(`${value.node.op} was read before it was computed`);
    return tensor;
  };
  for (const node of graph.nodes) {
    const tensors =
      node.op === 'input'
        ? node.outputs.map((value) => fed(node.attributes.name, value, feeds))
        : evaluateNode(node, node.inputs.map(read));
    node.outputs.forEach((value, output) => {
      const tensor = tensors[output];
      if (tensor !== undefined) results.set(value, tensor);
    });
  }
  return new Map([...graph.outputs].map(([name, value]) => [name, read(value)]));
}

function fed(
  name: string,
  value: Value,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Tensor {
  const values = feeds[name];
  if (values?.length !== elementCount(value.shape)) {
    throw new Error(`Input ${name} takes ${typeText(value)}, found ${values?.length ?? 'nothing'}`);
  }
  return { shape: value.shape, data: Float64Array.from(values) };
}
