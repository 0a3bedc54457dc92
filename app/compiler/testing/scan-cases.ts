import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import * as elementwise from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { concatenate, reshape, split } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { type ScanOutputs, scan } from '../operators/scan.ts';
import type { Build, Draw } from './operator-draw.ts';

const { add, multiply, subtract } = elementwise;

/** Everything a scan gives, in one row. */
function joined({ states, collected }: ScanOutputs): Value {
  const rows = [...states, ...collected].map((value) =>
    reshape(value, [elementCount(value.shape)]),
  );
  return concatenate(rows, 0);
}

function at(values: readonly Value[], place: number): Value {
  const value = values[place];
  if (value === undefined) throw new Error(`No value ${place}`);
  return value;
}

const either = (draw: Draw): boolean => draw.between(0, 1) === 0;

/** A state that adds up, given away before and after each step. */
const runningSum: Build = (draw) => {
  const row = draw.shape(2);
  const states = [draw.input(row)];
  const scanned = [draw.input([draw.between(1, 4), ...row])];
  const outputs = scan({ states, scanned, fixed: [], backwards: either(draw) }, (inside) => {
    const next = add(at(inside.states, 0), at(inside.scanned, 0));
    return { states: [next], collected: [multiply(at(inside.states, 0), next), next] };
  });
  return joined(outputs);
};

/** A plain recurrent layer, with a bias that is added at every step. */
const recurrent: Build = (draw) => {
  const [steps, batch, units] = [draw.between(1, 4), draw.between(1, 3), draw.between(1, 3)];
  const states = [draw.input([batch, units])];
  const scanned = [draw.input([steps, batch, units])];
  const fixed = [draw.input([units, units], -1, 1), draw.input([units])];
  const outputs = scan({ states, scanned, fixed, backwards: either(draw) }, (inside) => {
    const bias = add(at(inside.scanned, 0), at(inside.fixed, 1));
    const z = matrixProduct(at(inside.states, 0), at(inside.fixed, 0), { bias });
    const h = elementwise.hyperbolicTangent(z);
    return { states: [h], collected: either(draw) ? [h] : [] };
  });
  return joined(outputs);
};

/** Gates that are cut out of one product, two states, and steps that are skipped. */
const gated: Build = (draw) => {
  const [steps, batch, units] = [draw.between(1, 4), draw.between(1, 3), draw.between(1, 3)];
  const states = [draw.input([batch, units]), draw.input([batch, units])];
  const kept = elementwise.greater(draw.input([steps, batch, 1]), 0);
  const scanned = [draw.input([steps, batch, 2 * units]), kept];
  const fixed = [draw.input([units, 2 * units], -1, 1)];
  const outputs = scan({ states, scanned, fixed, backwards: either(draw) }, (inside) => {
    const [h, c] = [at(inside.states, 0), at(inside.states, 1)];
    const z = matrixProduct(h, at(inside.fixed, 0), { bias: at(inside.scanned, 0) });
    const [gate, candidate] = split(z, 1, [units, units]).map(elementwise.sigmoid);
    if (gate === undefined || candidate === undefined) throw new Error('Two pieces were cut');
    const mixed = add(multiply(gate, c), multiply(subtract(1, gate), candidate));
    const keep = (value: Value, before: Value) =>
      elementwise.select(at(inside.scanned, 1), value, before);
    const next = [keep(multiply(mixed, gate), h), keep(mixed, c)];
    return { states: next, collected: next.slice(0, 1) };
  });
  return joined(outputs);
};

/** What is fixed is broadcast, reduced, divided by and multiplied in every place of a product. */
const fixedUses: Build = (draw) => {
  const [steps, batch, units] = [draw.between(1, 4), draw.between(1, 3), draw.between(2, 3)];
  const states = [draw.input([batch, units])];
  const scanned = [draw.input([steps, batch, units]), draw.input([steps, units], 0.5, 2)];
  const fixed = [
    draw.input([units], 0.5, 2),
    draw.input([batch, 1]),
    draw.input([units, units], -1, 1),
    draw.input([], 0.5, 1),
  ];
  const outputs = scan({ states, scanned, fixed, backwards: either(draw) }, (inside) => {
    const [vector, column, matrix, number] = inside.fixed;
    const [x, row] = inside.scanned;
    const s = at(inside.states, 0);
    if (!vector || !column || !matrix || !number || !x || !row) throw new Error('Too little');
    const scaled = elementwise.negate(multiply(multiply(s, row), multiply(vector, number)));
    const turned = matrixProduct(add(x, column), matrix, { transposeRight: true });
    const shares = elementwise.softmax(add(scaled, turned));
    const total = reshape(sum(multiply(s, x), [1], true), [batch]);
    const next = elementwise.divide(
      elementwise.hyperbolicTangent(add(shares, reshape(total, [batch, 1]))),
      vector,
    );
    return {
      states: [next],
      collected: [total, matrixProduct(matrix, s, { transposeRight: true })],
    };
  });
  return joined(outputs);
};

/** Scans of several kinds. */
export const SCANS: Readonly<Record<string, Build>> = {
  'scan, a running sum': runningSum,
  'scan, a recurrent layer': recurrent,
  'scan, gates and skipped steps': gated,
  'scan, uses of what is fixed': fixedUses,
};
