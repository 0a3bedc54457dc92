import type { Value } from '../graph.ts';
import {
  add,
  hyperbolicTangent,
  multiply,
  scalar,
  sigmoid,
  square,
  subtract,
} from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { broadcast, concatenate, reshape, slice, split } from '../operators/movement.ts';
import { pad } from '../operators/padding.ts';
import { sum } from '../operators/reduction.ts';
import { scan } from '../operators/scan.ts';
import { type GradientTable, inputOf, outputOf } from './rule.ts';

// The operator gives outputs only. What its gates and cells were is computed again for all steps at
// once, which leaves the way back as the only part that goes step by step.

/** Steps that are written one after the other: on a card a scan's step costs more than its nodes. */
const MOST_WRITTEN = 128;

export const lstmGradients = {
  lstm: (node, dy) => {
    const [x, kernel] = [inputOf(node, 0), inputOf(node, 1)];
    const [recurrent, bias] = [inputOf(node, 2), inputOf(node, 3)];
    const outputs = outputOf(node);
    const [time = 1, batch = 1, units = 1] = outputs.shape;
    const rows = (value: Value): Value => reshape(value, [time * batch, value.shape.at(-1) ?? 1]);
    const before = rows(shifted(outputs, 1));
    const scores = matrixProduct(before, recurrent, {
      bias: matrixProduct(rows(x), kernel, { bias }),
    });
    const slopes = slopesOf(reshape(scores, [time, batch, 4 * units]));
    const steps = gradientsOfSteps(dy, recurrent, slopes);
    const [, gates] = split(steps, 2, [1, 4]);
    if (gates === undefined) throw new Error('Two pieces were cut');
    const flat = reshape(gates, [time * batch, 4 * units]);
    return [
      reshape(matrixProduct(flat, kernel, { transposeRight: true }), x.shape),
      matrixProduct(rows(x), flat, { transposeLeft: true }),
      matrixProduct(before, flat, { transposeLeft: true }),
      sum(flat, [0]),
    ];
  },
} satisfies Partial<GradientTable>;

/** The value of so many steps before, zeros before there is any. */
function shifted(x: Value, steps: number): Value {
  if (x.shape[0] === steps) return broadcast(scalar(x.graph, 0), x.shape);
  const others = x.shape.slice(1).map(() => 0);
  return pad(x, [steps, ...others], [-steps, ...others]);
}

/**
 * How what is computed at a step changes with the gradients that reach it, each [time, batch, 5,
 * units]: the cell before, then the scores of i, f, c, o.
 */
interface Slopes {
  readonly ofCell: Value;
  readonly ofOutput: Value;
}

/** @param scores of the gates, [time, batch, 4 · units] */
function slopesOf(scores: Value): Slopes {
  const [time = 1, batch = 1, width = 4] = scores.shape;
  const units = width / 4;
  const [both, candidate, last] = split(scores, 2, [2 * units, units, units]);
  if (!both || !candidate || !last) throw new Error('Three pieces were cut');
  const opened = sigmoid(both);
  const [i, f] = split(opened, 2, [units, units]);
  const [slopeOfI, slopeOfF] = split(subtract(opened, square(opened)), 2, [units, units]);
  if (!i || !f || !slopeOfI || !slopeOfF) throw new Error('Two pieces were cut');
  const g = hyperbolicTangent(candidate);
  const o = sigmoid(last);
  const cells = cellsOf(f, multiply(i, g));
  const squashed = hyperbolicTangent(cells);
  const toCell = subtract(o, multiply(o, square(squashed)));
  const ofGate = [
    f,
    multiply(g, slopeOfI),
    multiply(shifted(cells, 1), slopeOfF),
    subtract(i, multiply(i, square(g))),
  ].map((value) => reshape(value, [time, batch, 1, units]));
  const joined = concatenate(ofGate, 2);
  const none = broadcast(scalar(scores.graph, 0), [time, batch, 1, units]);
  const ofLast = multiply(squashed, subtract(o, square(o)));
  return {
    ofCell: concatenate([joined, none], 2),
    ofOutput: concatenate(
      [
        multiply(joined, reshape(toCell, [time, batch, 1, units])),
        reshape(ofLast, [time, batch, 1, units]),
      ],
      2,
    ),
  };
}

/**
 * Cells at every step, `c = kept · c before + taken`: sums over ever longer stretches of time, each
 * of twice as many steps as the one before.
 * @source Hillis & Steele 1986, "Data Parallel Algorithms", partial sums
 */
function cellsOf(kept: Value, taken: Value): Value {
  const [time = 1] = kept.shape;
  let [factor, total] = [kept, taken];
  for (let reach = 1; reach < time; reach *= 2) {
    total = add(total, multiply(factor, shifted(total, reach)));
    if (2 * reach < time) factor = multiply(factor, shifted(factor, reach));
  }
  return total;
}

/** Gradients of each step's cell before and scores, [time, batch, 5, units]. */
function gradientsOfSteps(dy: Value, recurrent: Value, { ofCell, ofOutput }: Slopes): Value {
  const { graph } = dy;
  const [time = 1, batch = 1, units = 1] = dy.shape;
  const none = broadcast(scalar(graph, 0), [units, units]);
  // What reaches the cell reaches no output through the recurrent kernel.
  const way = concatenate([none, recurrent], 1);
  const step = (
    [cell, output]: readonly Value[],
    [slopeOfCell, slopeOfOutput]: readonly Value[],
    earlier: Value | null | undefined,
    back: Value | undefined,
  ) => {
    if (!cell || !output || !slopeOfCell || !slopeOfOutput || !back) {
      throw new Error('A step has two states, two slopes and a kernel');
    }
    const stretched = (value: Value) => reshape(value, [batch, 1, units]);
    const all = add(
      multiply(reshape(slopeOfCell, [batch, 5, units]), stretched(cell)),
      multiply(reshape(slopeOfOutput, [batch, 5, units]), stretched(output)),
    );
    return {
      all,
      states: [
        reshape(slice(all, 1, 0, 1), [batch, units]),
        matrixProduct(reshape(all, [batch, 5 * units]), back, {
          bias: earlier ? reshape(earlier, [batch, units]) : undefined,
          transposeRight: true,
        }),
      ],
    };
  };
  const zeros = broadcast(scalar(graph, 0), [batch, units]);
  const slopes = [ofCell, ofOutput];
  if (time > MOST_WRITTEN) {
    const states = [zeros, reshape(slice(dy, 0, time - 1, 1), [batch, units])];
    const scanned = [...slopes, shifted(dy, 1)];
    const { collected } = scan({ states, scanned, fixed: [way], backwards: true }, (inside) => {
      const [back] = inside.fixed;
      const { all, states: next } = step(inside.states, inside.scanned, inside.scanned[2], back);
      return { states: next, collected: [all] };
    });
    const [gradients] = collected;
    if (gradients === undefined) throw new Error('One value was collected');
    return gradients;
  }
  const outputs = gradientsAtSteps(dy);
  const last = outputs[time - 1];
  let states: readonly Value[] = [zeros, last ? reshape(last, [batch, units]) : zeros];
  const pieces = slopes.map((value) => split(value, 0, Array<number>(time).fill(1)));
  const found: Value[] = [];
  for (let at = time - 1; at >= 0; at -= 1) {
    const given = pieces.map((each) => each[at]).filter((value) => value !== undefined);
    const { all, states: next } = step(states, given, outputs[at - 1], way);
    found.unshift(reshape(all, [1, batch, 5, units]));
    states = next;
  }
  return concatenate(found, 0);
}

/**
 * The gradient of the output at every step: null where it is known to be zero, as before the last step
 * of outputs of which only that is read, so that nothing is added for it.
 */
function gradientsAtSteps(dy: Value): readonly (Value | null)[] {
  const { node } = dy;
  const parts = node.op === 'concatenate' && node.attributes.axis === 0 ? node.inputs : [dy];
  return parts.flatMap((part): readonly (Value | null)[] => {
    const steps = Array<number>(part.shape[0] ?? 1).fill(1);
    return isZero(part) ? steps.map(() => null) : split(part, 0, steps);
  });
}

function isZero({ node }: Value): boolean {
  const [source] = node.inputs;
  if (node.op !== 'broadcast' || source?.node.op !== 'constant') return false;
  return Array.from(source.node.attributes.values).every((value) => value === 0);
}
