import { dimensionOf, dimensionText, fits } from './dimension.ts';
import { type EquationFault, type Expression, namesIn, parseExpression } from './expression.ts';
import { type Link, linkId, type SystemModel } from './system-model.ts';
import { parseUnit, productUnit, type Unit, unitText } from './units.ts';

/** An equation's fault with the variable it belongs to. */
export interface ModelFault extends EquationFault {
  readonly variable: string;
  readonly equation: string;
}

/** A model whose equations were read, whose units fit and which knows in which order to work them out. */
export interface CompiledModel {
  readonly model: SystemModel;
  /** Place of every variable in the vector of values: time, parameters, stocks, auxiliaries, flows. */
  readonly slots: ReadonlyMap<string, number>;
  readonly size: number;
  readonly stockSlots: readonly number[];
  /** Works out the auxiliaries and flows from time, parameters and stocks, in place. */
  readonly evaluate: (values: Float64Array) => void;
  /** Sets the stocks from the parameters, and what cut links hold on to. */
  readonly start: (values: Float64Array) => void;
  /** For each flow: its slot and the places of its stocks among the stocks, −1 for outside. */
  readonly flows: readonly { readonly slot: number; readonly from: number; readonly to: number }[];
  /** Influences between stocks, auxiliaries and flows that can be cut. */
  readonly links: readonly Link[];
}

export interface ModelChanges {
  /** Links that are cut: the target then sees what the source was at the start, for ever. */
  readonly linksOff?: readonly string[];
  /** Equations in place of the model's own, by auxiliary or flow. */
  readonly equations?: Readonly<Record<string, string>>;
}

export type Compilation =
  | { readonly ok: true; readonly value: CompiledModel }
  | { readonly ok: false; readonly fault: ModelFault };

interface Equation {
  readonly id: string;
  readonly text: string;
  readonly unit: Unit;
  readonly tree: Expression;
}

type Evaluator = (values: Float64Array) => number;

export function compileModel(model: SystemModel, changes: ModelChanges = {}): Compilation {
  const units = unitsOf(model);
  const known = [...units.keys()];
  const off = new Set(changes.linksOff ?? []);

  const read = (id: string, text: string, unit: Unit): Equation | ModelFault => {
    const parsed = parseExpression(text);
    if (!parsed.ok) return { ...parsed.fault, variable: id, equation: text };
    const dimension = dimensionOf(parsed.value, (name) => units.get(name), known);
    if (!dimension.ok) return { ...dimension.fault, variable: id, equation: text };
    if (fits(dimension.value, unit)) return { id, text, unit, tree: parsed.value };
    const [found, expected] = [dimensionText(dimension.value), unitText(unit)];
    return { problem: 'units', at: 0, found, expected, variable: id, equation: text };
  };

  const equations: Equation[] = [];
  for (const { id, equation } of [...model.auxiliaries, ...model.flows]) {
    const own = changes.equations?.[id] ?? equation;
    const done = read(id, own, units.get(id) as Unit);
    if ('problem' in done) return { ok: false, fault: done };
    equations.push(done);
  }
  const initials: Equation[] = [];
  for (const { id, initial } of model.stocks) {
    const done = read(id, initial, units.get(id) as Unit);
    if ('problem' in done) return { ok: false, fault: done };
    initials.push(done);
  }
  const ordered = inOrder(equations);
  if (!ordered.ok) return ordered;

  const slots = new Map(known.map((name, index) => [name, index]));
  const variables = new Set(
    [...model.stocks, ...model.auxiliaries, ...model.flows].map(({ id }) => id),
  );
  const links = equations.flatMap(({ id, tree }) =>
    namesIn(tree)
      .filter((name) => variables.has(name))
      .map((source): Link => ({ source, target: id })),
  );
  // What a cut link shows its target stands behind the variables, one place for each source.
  const held = [
    ...new Set(links.filter((link) => off.has(linkId(link))).map(({ source }) => source)),
  ];
  const heldSlot = new Map(held.map((name, index) => [name, known.length + index]));

  const slotFor = (target: string) => (name: string) =>
    (off.has(linkId({ source: name, target })) ? heldSlot.get(name) : undefined) ??
    slots.get(name) ??
    0;
  const program = (withCuts: boolean) =>
    ordered.value.map(({ id, tree }): readonly [number, Evaluator] => [
      slots.get(id) ?? 0,
      compileExpression(tree, withCuts ? slotFor(id) : (name) => slots.get(name) ?? 0),
    ]);
  const cut = program(true);
  const uncut = program(false);
  const initialProgram = initials.map(({ id, tree }): readonly [number, Evaluator] => [
    slots.get(id) ?? 0,
    compileExpression(tree, (name) => slots.get(name) ?? 0),
  ]);
  const stockIndex = new Map(model.stocks.map(({ id }, index) => [id, index]));
  const place = (id: string | null) => (id === null ? -1 : (stockIndex.get(id) ?? -1));

  return {
    ok: true,
    value: {
      model,
      slots,
      size: known.length + held.length,
      stockSlots: model.stocks.map(({ id }) => slots.get(id) ?? 0),
      evaluate: (values) => runProgram(cut, values),
      start: (values) => {
        values[0] = 0;
        // Auxiliaries of parameters alone come out right before there are stocks.
        runProgram(uncut, values);
        runProgram(initialProgram, values);
        runProgram(uncut, values);
        for (const [name, slot] of heldSlot) values[slot] = values[slots.get(name) ?? 0] ?? 0;
      },
      flows: model.flows.map(({ id, from, to }) => ({
        slot: slots.get(id) ?? 0,
        from: place(from),
        to: place(to),
      })),
      links,
    },
  };
}

function runProgram(
  program: readonly (readonly [number, Evaluator])[],
  values: Float64Array,
): void {
  for (const [slot, evaluate] of program) values[slot] = evaluate(values);
}

/** Units by name, in the order of the slots: time first. */
function unitsOf(model: SystemModel): Map<string, Unit> {
  const year = parseUnit('year');
  const units = new Map<string, Unit>([['time', year]]);
  for (const { id, unit } of [...model.parameters, ...model.stocks, ...model.auxiliaries]) {
    units.set(id, parseUnit(unit));
  }
  for (const { id, from, to } of model.flows) {
    const stock = units.get(from ?? to ?? '');
    if (stock === undefined) throw new Error(`Flow ${id} belongs to no stock`);
    const other = units.get(to ?? from ?? '');
    if (other === undefined || unitText(other) !== unitText(stock)) {
      throw new Error(`Flow ${id} joins stocks of different units`);
    }
    units.set(id, productUnit(stock, year, -1));
  }
  return units;
}

/** Each equation after those it reads; a circle of auxiliaries has no order. */
function inOrder(
  equations: readonly Equation[],
):
  | { readonly ok: true; readonly value: readonly Equation[] }
  | { readonly ok: false; readonly fault: ModelFault } {
  const byId = new Map(equations.map((equation) => [equation.id, equation]));
  const done = new Set<string>();
  const ordered: Equation[] = [];
  const visit = (equation: Equation, path: readonly string[]): ModelFault | null => {
    if (done.has(equation.id)) return null;
    if (path.includes(equation.id)) {
      const cycle = [...path.slice(path.indexOf(equation.id)), equation.id].join(' → ');
      const { id: variable, text } = equation;
      return {
        problem: 'cycle',
        at: 0,
        found: cycle,
        expected: 'no cycle',
        variable,
        equation: text,
      };
    }
    for (const name of namesIn(equation.tree)) {
      const needed = byId.get(name);
      const fault = needed === undefined ? null : visit(needed, [...path, equation.id]);
      if (fault !== null) return fault;
    }
    done.add(equation.id);
    ordered.push(equation);
    return null;
  };
  for (const equation of equations) {
    const fault = visit(equation, []);
    if (fault !== null) return { ok: false, fault };
  }
  return { ok: true, value: ordered };
}

/** The tree as nested functions over the vector of values. */
function compileExpression(expression: Expression, slotOf: (name: string) => number): Evaluator {
  switch (expression.kind) {
    case 'number': {
      const { value } = expression;
      return () => value;
    }
    case 'name': {
      const slot = slotOf(expression.name);
      return (values) => values[slot] as number;
    }
    case 'negation': {
      const of = compileExpression(expression.of, slotOf);
      return (values) => -of(values);
    }
    case 'operation': {
      const left = compileExpression(expression.left, slotOf);
      const right = compileExpression(expression.right, slotOf);
      switch (expression.operator) {
        case '+':
          return (values) => left(values) + right(values);
        case '-':
          return (values) => left(values) - right(values);
        case '*':
          return (values) => left(values) * right(values);
        case '/':
          return (values) => left(values) / right(values);
        case '^':
          return (values) => left(values) ** right(values);
      }
      break;
    }
    case 'call': {
      const [first, second = first] = expression.values.map((value) =>
        compileExpression(value, slotOf),
      );
      if (first === undefined || second === undefined) throw new Error('A call without arguments');
      switch (expression.name) {
        case 'min':
          return (values) => Math.min(first(values), second(values));
        case 'max':
          return (values) => Math.max(first(values), second(values));
        case 'exp':
          return (values) => Math.exp(first(values));
        case 'ln':
          return (values) => Math.log(first(values));
      }
    }
  }
}
