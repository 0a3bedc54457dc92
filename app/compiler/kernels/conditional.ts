import { conditionalBody, replacedInputs } from '../operators/conditional.ts';
import { at, inputAt, type KernelTable } from './tensor.ts';

export const conditionalKernels = {
  conditional: (node, [condition, ...inputs], run) => {
    const body = conditionalBody(node);
    if (condition === undefined || at(condition, 0) === 0) {
      return replacedInputs(body).map((place) => inputAt(inputs, place));
    }
    const names = [...body.inputs.keys()];
    const feeds = Object.fromEntries(
      names.map((name, place) => [name, inputAt(inputs, place).data]),
    );
    return [...run(body, feeds).values()];
  },
} satisfies Partial<KernelTable>;
