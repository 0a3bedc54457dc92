import { bodyOf, stepsOf } from '../operators/scan.ts';
import { emptyTensor, type KernelTable, type Tensor } from './tensor.ts';

/** One step of a stacked tensor. */
function stepAt({ shape, data }: Tensor, step: number): Float64Array {
  const width = data.length / (shape[0] ?? 1);
  return data.subarray(step * width, (step + 1) * width);
}

export const scanKernels = {
  scan: (node, inputs, run) => {
    const { states: count, scanned, backwards } = node.attributes;
    const body = bodyOf(node);
    const names = [...body.inputs.keys()];
    const steps = stepsOf(node);
    let states = inputs.slice(0, count);
    const collected = node.outputs.slice(count).map(({ shape }) => emptyTensor(shape));
    for (let done = 0; done < steps; done += 1) {
      const step = backwards ? steps - 1 - done : done;
      const given = inputs.map((tensor, place) => {
        if (place < count) return states[place]?.data ?? [];
        return place < count + scanned ? stepAt(tensor, step) : tensor.data;
      });
      const feeds = Object.fromEntries(names.map((name, place) => [name, given[place] ?? []]));
      const results = [...run(body, feeds).values()];
      states = results.slice(0, count);
      results.slice(count).forEach(({ data }, place) => {
        const whole = collected[place];
        if (whole !== undefined) stepAt(whole, step).set(data);
      });
    }
    return [...states, ...collected];
  },
} satisfies Partial<KernelTable>;
