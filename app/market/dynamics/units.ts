/** Units of the system model: products of powers of four base units. */
export const BASE_UNITS = ['USD', 'Mtok', 'user', 'year'] as const;
export type BaseUnit = (typeof BASE_UNITS)[number];

/** Exponent of each base unit; all 0 for a plain number. */
export type Unit = Readonly<Record<BaseUnit, number>>;

export const PLAIN: Unit = { USD: 0, Mtok: 0, user: 0, year: 0 };

/**
 * Reads a unit as it is written: `1`, `1/year`, `USD/Mtok`, `Mtok/user/year`, `Mtok/year^2`.
 * A base unit that does not exist is a bug of the model, not a user's input.
 */
export function parseUnit(written: string): Unit {
  const exponents: Record<BaseUnit, number> = { ...PLAIN };
  for (const [index, factor] of written.split('/').entries()) {
    if (factor === '1') continue;
    const [name = '', power = '1'] = factor.split('^');
    const base = BASE_UNITS.find((unit) => unit === name);
    if (base === undefined) throw new Error(`Unknown unit ${name} in ${written}`);
    exponents[base] += Number(power) * (index === 0 ? 1 : -1);
  }
  return exponents;
}

/** The unit as it is written, factors before divisors. */
export function unitText(unit: Unit): string {
  const factor = (base: BaseUnit, exponent: number) =>
    exponent === 1 ? base : `${base}^${exponent}`;
  const above = BASE_UNITS.filter((base) => unit[base] > 0).map((base) => factor(base, unit[base]));
  const below = BASE_UNITS.filter((base) => unit[base] < 0).map((base) =>
    factor(base, -unit[base]),
  );
  return [above.length === 0 ? '1' : above.join(' '), ...below].join('/');
}

export function productUnit(left: Unit, right: Unit, sign: 1 | -1 = 1): Unit {
  return mapUnit((base) => left[base] + sign * right[base]);
}

export function powerUnit(unit: Unit, exponent: number): Unit {
  return mapUnit((base) => unit[base] * exponent);
}

export function isPlain(unit: Unit): boolean {
  return BASE_UNITS.every((base) => unit[base] === 0);
}

export function sameUnit(left: Unit, right: Unit): boolean {
  return BASE_UNITS.every((base) => Math.abs(left[base] - right[base]) < 1e-12);
}

function mapUnit(exponent: (base: BaseUnit) => number): Unit {
  return {
    USD: exponent('USD'),
    Mtok: exponent('Mtok'),
    user: exponent('user'),
    year: exponent('year'),
  };
}
