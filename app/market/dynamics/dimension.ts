import { type Expression, faulty, type Parsed } from './expression.ts';
import { isPlain, PLAIN, powerUnit, productUnit, sameUnit, type Unit, unitText } from './units.ts';

/** A unit, or `any` for the number 0, which is as much of everything. */
type Dimension = Unit | 'any';

/**
 * The unit that an equation gives, or the place where units do not fit: sums of unlike things,
 * logarithms or powers of what is no plain number.
 * @param unitOf unit of a name; undefined where there is none
 */
export function dimensionOf(
  expression: Expression,
  unitOf: (name: string) => Unit | undefined,
  known: readonly string[],
): Parsed<Dimension> {
  switch (expression.kind) {
    case 'number':
      return { ok: true, value: expression.value === 0 ? 'any' : PLAIN };
    case 'name': {
      const unit = unitOf(expression.name);
      return unit === undefined
        ? faulty('name-unknown', expression.at, expression.name, known.join(' | '))
        : { ok: true, value: unit };
    }
    case 'negation':
      return dimensionOf(expression.of, unitOf, known);
    case 'operation':
      return operationUnit(expression, unitOf, known);
    case 'call':
      return callUnit(expression, unitOf, known);
  }
}

/** Whether a dimension can stand for a unit. */
export function fits(dimension: Dimension, unit: Unit): boolean {
  return dimension === 'any' || sameUnit(dimension, unit);
}

export function dimensionText(dimension: Dimension): string {
  return dimension === 'any' ? '0' : unitText(dimension);
}

type Part<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

function operationUnit(
  { operator, left, right, at }: Part<'operation'>,
  unitOf: (name: string) => Unit | undefined,
  known: readonly string[],
): Parsed<Dimension> {
  const one = dimensionOf(left, unitOf, known);
  if (!one.ok) return one;
  const two = dimensionOf(right, unitOf, known);
  if (!two.ok) return two;
  if (operator === '+' || operator === '-') return alike(one.value, two.value, at);
  if (operator !== '^') {
    const [first, second] = [one.value, two.value];
    if (first === 'any') return { ok: true, value: 'any' };
    if (second === 'any') return { ok: true, value: 'any' };
    return { ok: true, value: productUnit(first, second, operator === '*' ? 1 : -1) };
  }
  if (!isNumber(two.value)) return faulty('units', at, dimensionText(two.value), '1');
  if (isNumber(one.value)) return { ok: true, value: PLAIN };
  // Only a written power keeps a unit known: x^2 is, x^n is not.
  return right.kind === 'number' && one.value !== 'any'
    ? { ok: true, value: powerUnit(one.value, right.value) }
    : faulty('units', at, dimensionText(one.value), '1');
}

function callUnit(
  { name, values, at }: Part<'call'>,
  unitOf: (name: string) => Unit | undefined,
  known: readonly string[],
): Parsed<Dimension> {
  const units: Dimension[] = [];
  for (const value of values) {
    const unit = dimensionOf(value, unitOf, known);
    if (!unit.ok) return unit;
    units.push(unit.value);
  }
  const [first = PLAIN, second = first] = units;
  if (name === 'min' || name === 'max') return alike(first, second, at);
  return isNumber(first)
    ? { ok: true, value: PLAIN }
    : faulty('units', at, dimensionText(first), '1');
}

function alike(left: Dimension, right: Dimension, at: number): Parsed<Dimension> {
  if (left === 'any') return { ok: true, value: right };
  if (right === 'any' || sameUnit(left, right)) return { ok: true, value: left };
  return faulty('units', at, dimensionText(right), dimensionText(left));
}

function isNumber(dimension: Dimension): boolean {
  return dimension === 'any' || isPlain(dimension);
}
