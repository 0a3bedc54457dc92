import { bodyOf, stepsOf } from '../../../../../app/compiler/operators/scan.ts';
import type { TfTensor } from '../tensorflow-types.ts';
import { type Held, inputAt, type OperationTable } from './operation.ts';

export const repetitionOperations = {
  scan: (node, inputs, { tf, run }) => {
    const { states: count, scanned, backwards } = node.attributes;
    const body = bodyOf(node);
    const steps = stepsOf(node);
    const slices = inputs.slice(count, count + scanned).map((each) => tf.unstack(each));
    const fixed = inputs.slice(count + scanned);
    const asTensor = (held: Held): TfTensor => (typeof held === 'number' ? tf.scalar(held) : held);
    let states: readonly Held[] = inputs.slice(0, count);
    const collected = node.outputs.slice(count).map((): TfTensor[] => []);
    for (let done = 0; done < steps; done += 1) {
      const step = backwards ? steps - 1 - done : done;
      const given = slices.map((each) => inputAt(each, step));
      const results = run(body, [...states, ...given, ...fixed]);
      states = results.slice(0, count);
      results.slice(count).forEach((value, place) => {
        collected[place]?.push(asTensor(value));
      });
    }
    const whole = collected.map((each) => tf.stack(backwards ? each.reverse() : each));
    return [...states.map(asTensor), ...whole];
  },
} satisfies Partial<OperationTable>;
