import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileModel, type ModelChanges } from './compile-model.ts';
import { MAX_EQUATION_LENGTH, parseExpression } from './expression.ts';
import type { SystemModel } from './system-model.ts';
import { parseUnit, powerUnit, productUnit, unitText } from './units.ts';

const model = (equation: string): SystemModel => ({
  parameters: [
    { id: 'a', unit: '1' },
    { id: 'b', unit: '1' },
    { id: 'usd', unit: 'USD' },
    { id: 'rate', unit: 'USD/year' },
  ],
  stocks: [{ id: 'money', unit: 'USD', initial: 'usd' }],
  auxiliaries: [{ id: 'x', unit: '1', equation }],
  flows: [{ id: 'earn', from: null, to: 'money', equation: 'rate' }],
});

/** The value of an equation of a and b. */
function resultOf(equation: string, a = 0, b = 0): number {
  const compiled = compileModel(model(equation));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.fault));
  const values = new Float64Array(compiled.value.size);
  values[compiled.value.slots.get('a') ?? 0] = a;
  values[compiled.value.slots.get('b') ?? 0] = b;
  compiled.value.evaluate(values);
  return values[compiled.value.slots.get('x') ?? 0] ?? Number.NaN;
}

function faultOf(equation: string, changes?: ModelChanges) {
  const compiled = compileModel(model(equation), changes);
  return compiled.ok ? null : compiled.fault;
}

describe('equations', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['8 / 4 / 2', 1],
    ['5 - 3 - 1', 1],
    ['-a * b', -6],
    ['max(a, b) - min(a, b)', 1],
    ['ln(exp(a))', 2],
    ['1.5e2 + .5 * 0', Number.NaN],
  ])('%s', (equation, expected) => {
    if (Number.isNaN(expected)) expect(faultOf(equation)?.problem).toBe('syntax');
    else expect(resultOf(equation, 2, 3)).toBeCloseTo(expected, 12);
  });

  test('mean what JavaScript means by the same signs', () => {
    const operand = fc.constantFrom('a', 'b', '2', '0.5', '3');
    const signs = fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/'), operand), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(operand, signs, (first, rest) => {
        const equation = [first, ...rest.flat()].join(' ');
        const numbers = { a: 1.7, b: -2.3 };
        const [products, sums] = [
          ['*', '/'],
          ['+', '-'],
        ];
        const at = (name: string) => (name === 'a' || name === 'b' ? numbers[name] : Number(name));
        // Products first, then sums, each from the left.
        const terms = [{ sign: '+', value: at(first) }];
        for (const [sign, name] of rest) {
          const last = terms.at(-1);
          if (last && products?.includes(sign)) {
            last.value = sign === '*' ? last.value * at(name) : last.value / at(name);
          } else if (sums?.includes(sign)) terms.push({ sign, value: at(name) });
        }
        const expected = terms.reduce(
          (sum, term) => (term.sign === '+' ? sum + term.value : sum - term.value),
          0,
        );
        expect(resultOf(equation, numbers.a, numbers.b)).toBeCloseTo(expected, 9);
      }),
    );
  });

  test.each([
    ['', 'syntax', 0],
    ['a +', 'syntax', 3],
    ['a b', 'syntax', 2],
    ['(a', 'syntax', 2],
    ['a $ b', 'syntax', 2],
    ['sqrt(a)', 'syntax', 0],
    ['min(a)', 'syntax', 5],
    ['a + unknown', 'name-unknown', 4],
    ['a + usd', 'units', 2],
    ['usd', 'units', 0],
    ['exp(usd)', 'units', 0],
    ['a ^ usd', 'units', 2],
    ['usd ^ a', 'units', 4],
    ['money / usd + rate / usd', 'units', 12],
    ['x', 'cycle', 0],
    ['constructor', 'name-unknown', 0],
    [`a${' + a'.repeat(200)}`, 'too-long', MAX_EQUATION_LENGTH],
  ])('%j is refused as %s at %i', (equation, problem, at) => {
    expect(faultOf(equation)).toMatchObject({ problem, at, variable: 'x', equation });
  });

  test('any text at all is read or refused, never run', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const parsed = parseExpression(text);
        if (!parsed.ok) expect(parsed.fault.at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
    expect(parseExpression('('.repeat(400)).ok).toBe(false);
  });

  test('0 is as much of everything, and units multiply out', () => {
    expect(faultOf('max(0, usd) / usd')).toBeNull();
    expect(faultOf('rate * time / money')).toBeNull();
    expect(faultOf('a', { equations: { earn: 'rate * 2 - 0' } })).toBeNull();
    expect(faultOf('a', { equations: { earn: 'money' } })).toMatchObject({
      problem: 'units',
      variable: 'earn',
      found: 'USD',
      expected: 'USD/year',
    });
  });
});

describe('units', () => {
  test.each(['1', 'USD', 'USD/Mtok', '1/year', 'Mtok/user/year', 'Mtok/year^2'])(
    '%s',
    (written) => {
      const unit = parseUnit(written);
      expect(parseUnit(unitText(unit))).toEqual(unit);
      expect(unitText(productUnit(unit, unit, -1))).toBe('1');
      expect(powerUnit(unit, 2)).toEqual(productUnit(unit, unit));
    },
  );
});
