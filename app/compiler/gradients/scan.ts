import { copyNodes, copyOf } from '../copy-nodes.ts';
import { Graph, type Value } from '../graph.ts';
import { bodyOf } from '../operators/scan.ts';
import { BackwardLoop } from './backward-loop.ts';
import { type GradientTable, zerosLike } from './rule.ts';
import type { OuterValue } from './stack-steps.ts';
import { StepValues } from './step-values.ts';
import { atEveryStep, sumOverSteps } from './sum-over-steps.ts';

export const scanGradients = {
  /**
   * Takes the steps in the opposite order. A backward step is the body's own gradient, made by the
   * same rules as any other; of it the loop holds only what hangs on the step after.
   */
  scan: (node, _dy, wanted, gradients, pullBack) => {
    const { states, scanned, backwards } = node.attributes;
    const body = bodyOf(node);
    const step = new Graph();
    const copies = new Map<Value, Value>();
    copyNodes(body.nodes, step, copies);
    const [nextStates, given] = [[] as Value[], new Map<Value, OuterValue | null>()];
    const seeds = [...body.outputs.values()].flatMap((value, place) => {
      const gradient = gradients[place] ?? null;
      if (place >= states && gradient === null) return [];
      const seed = step.input(`gradient${place}`, value.dtype, value.shape);
      if (place < states) nextStates.push(seed);
      given.set(
        seed,
        place < states || gradient === null ? null : { value: gradient, stacked: true },
      );
      return [[copyOf(value, copies), seed] as const];
    });
    const inputs = [...body.inputs.values()].map((value) => copyOf(value, copies));
    const isAsked = inputs.map((_, place) => place < states || wanted(place));
    const asked = inputs.filter((_, place) => isAsked[place]);
    const found = pullBack(seeds, asked);

    const originals = new Map([...copies].map(([value, copy]) => [copy, value]));
    const values = new StepValues(node, originals, given);
    const loop = new BackwardLoop(values, nextStates);
    const results = inputs.map((input, place) => {
      const gradient = isAsked[place] ? (found[asked.indexOf(input)] ?? null) : null;
      if (place < states)
        return { gradient: gradient ?? zerosLike(input), read: () => loop.last(place) };
      if (gradient === null) return null;
      const read =
        place < states + scanned
          ? atEveryStep(gradient, values, loop)
          : sumOverSteps(gradient, values, loop);
      return { gradient, read };
    });
    loop.finish(
      node.outputs.slice(0, states).map((last, place) => gradients[place] ?? zerosLike(last)),
      results.slice(0, states).flatMap((result) => (result === null ? [] : [result.gradient])),
      !backwards,
    );
    return results.map((result) => result?.read() ?? null);
  },
} satisfies Partial<GradientTable>;
