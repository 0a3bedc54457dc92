import type { FittedOp, OpEntries } from './fitted-table.ts';
import type { FrameColumn, FrameType } from './frame.ts';
import { type MissingArguments, type ScaleArguments, STEP_DEFAULTS } from './recipe-steps.ts';
import { type FitContext, NUMBER_TYPES, type StepRule, TEXT_TYPES } from './step-rule.ts';
import type { Moments } from './training-facts.ts';

const ALL_TYPES: readonly FrameType[] = ['number', 'datetime', ...TEXT_TYPES];

const FILLED_TYPES: Readonly<Record<MissingArguments['strategy'], readonly FrameType[]>> = {
  'drop-rows': ALL_TYPES,
  constant: [...NUMBER_TYPES, ...TEXT_TYPES],
  mean: NUMBER_TYPES,
  median: NUMBER_TYPES,
  mode: [...NUMBER_TYPES, ...TEXT_TYPES],
};

/** Fills gaps, or leaves out the rows that have some. */
export const missing: StepRule<'missing'> = {
  accepts: ({ strategy, value }) => {
    if (strategy !== 'constant') return FILLED_TYPES[strategy];
    return typeof value === 'number' ? NUMBER_TYPES : TEXT_TYPES;
  },
  fault: ({ strategy, value }, place) => {
    const wanted = strategy === 'constant';
    if (wanted === (value !== undefined)) return null;
    const expected = wanted ? 'number | text' : 'absent';
    return { place: `${place}.value`, value: String(value ?? ''), expected };
  },
  fit: async (step, columns, { facts }) => {
    const names = columns.map(({ name }) => name);
    if (step.strategy === 'drop-rows') {
      return { ops: [{ op: 'require', columns: names.map((column) => ({ column })) }] };
    }
    const values = await fillValues(step, columns, facts);
    const flagged = await flaggedColumns(step, names, facts);
    const fills = names.flatMap((column): readonly OpEntries['fill'][] => {
      const value = values.get(column) ?? null;
      if (value === null) return [];
      return [{ column, value, flag: flagged.has(column) ? `${column}?` : null }];
    });
    return { ops: [{ op: 'fill', columns: fills }] };
  },
};

/** A column of numbers without a training value is filled with 0. */
async function fillValues(
  { strategy, value }: MissingArguments,
  columns: readonly FrameColumn[],
  facts: FitContext['facts'],
): Promise<ReadonlyMap<string, number | string | null>> {
  const names = columns.map(({ name }) => name);
  switch (strategy) {
    case 'mean': {
      const moments = await facts.moments(names);
      return new Map(names.map((name) => [name, moments.get(name)?.mean ?? 0]));
    }
    case 'median': {
      const medians = await facts.quantiles(names, [0.5]);
      return new Map(names.map((name) => [name, medians.get(name)?.[0] ?? 0]));
    }
    case 'mode': {
      const modes = new Map<string, number | string | null>();
      for (const { name, type } of columns) {
        modes.set(name, (await facts.mode(name)) ?? (type === 'number' ? 0 : null));
      }
      return modes;
    }
    default:
      return new Map(names.map((name) => [name, value ?? 0]));
  }
}

async function flaggedColumns(
  { indicator = 'never' }: MissingArguments,
  names: readonly string[],
  facts: FitContext['facts'],
): Promise<ReadonlySet<string>> {
  if (indicator === 'never') return new Set();
  if (indicator === 'always') return new Set(names);
  const gaps = await facts.missing(names);
  return new Set(names.filter((name) => (gaps.get(name) ?? 0) > 0));
}

/** Clips what lies far out; a column without a value is left as it is. */
export const outliers: StepRule<'outliers'> = {
  accepts: () => NUMBER_TYPES,
  fault: ({ method, lower, upper, factor }, place) => {
    const of = (name: string, value: number | undefined) =>
      value === undefined
        ? null
        : { place: `${place}.${name}`, value: String(value), expected: 'absent' };
    if (method === 'iqr') return of('lower', lower) ?? of('upper', upper);
    const [low, high] = [lower ?? STEP_DEFAULTS.lower, upper ?? STEP_DEFAULTS.upper];
    if (low < high) return of('factor', factor);
    return { place: `${place}.upper`, value: String(high), expected: `number > ${low}` };
  },
  fit: async (step, columns, { facts }) => {
    const names = columns.map(({ name }) => name);
    const iqr = step.method === 'iqr';
    const fractions = iqr
      ? [0.25, 0.75]
      : [step.lower ?? STEP_DEFAULTS.lower, step.upper ?? STEP_DEFAULTS.upper];
    const found = await facts.quantiles(names, fractions);
    const beyond = iqr ? (step.factor ?? STEP_DEFAULTS.factor) : 0;
    const clips = names.flatMap((column): readonly OpEntries['clip'][] => {
      const [from, to] = found.get(column) ?? [];
      if (from === undefined || to === undefined) return [];
      const reach = beyond * (to - from);
      return [{ column, low: from - reach, high: to + reach }];
    });
    return { ops: [{ op: 'clip', columns: clips }] };
  },
};

/** Shift and factor of a scaling; 0 and 1 for a column without a value. */
type Scaling = Pick<OpEntries['scale'], 'shift' | 'factor'>;

/** Arguments that only one method reads. */
const SCALE_ARGUMENTS = {
  low: 'min-max',
  high: 'min-max',
  knots: 'quantile',
  output: 'quantile',
} as const;

export const scale: StepRule<'scale'> = {
  accepts: () => NUMBER_TYPES,
  fault: (step, place) => {
    for (const name of ['low', 'high', 'knots', 'output'] as const) {
      const value = step[name];
      if (value === undefined || SCALE_ARGUMENTS[name] === step.method) continue;
      return { place: `${place}.${name}`, value: String(value), expected: 'absent' };
    }
    const { low, high } = rangeOf(step);
    if (low < high) return null;
    return { place: `${place}.high`, value: String(high), expected: `number > ${low}` };
  },
  fit: async (step, columns, { facts }) => {
    const names = columns.map(({ name }) => name);
    return { ops: [await fitScale(step, names, facts)] };
  },
};

async function fitScale(
  step: ScaleArguments,
  names: readonly string[],
  facts: FitContext['facts'],
): Promise<FittedOp> {
  const scaled = (scaling: (name: string) => Scaling): FittedOp => ({
    op: 'scale',
    columns: names.map((column) => ({ column, ...scaling(column) })),
  });
  switch (step.method) {
    case 'standard': {
      const moments = await facts.moments(names);
      return scaled((name) => standardScaling(moments.get(name)));
    }
    case 'min-max': {
      const moments = await facts.moments(names);
      return scaled((name) => rangeScaling(moments.get(name), rangeOf(step)));
    }
    case 'robust': {
      const quartiles = await facts.quantiles(names, [0.25, 0.5, 0.75]);
      return scaled((name) => {
        const [low = 0, shift = 0, high = 0] = quartiles.get(name) ?? [];
        return { shift, factor: high > low ? high - low : 1 };
      });
    }
    case 'log1p':
      return { op: 'log1p', columns: names.map((column) => ({ column })) };
    case 'quantile': {
      const { knots = STEP_DEFAULTS.knots, output = 'uniform' } = step;
      const fractions = Array.from({ length: knots }, (_, at) => at / (knots - 1));
      const found = await facts.quantiles(names, fractions);
      const columns = names.map((column) => ({ column, knots: found.get(column) ?? [], output }));
      return { op: 'quantiles', columns };
    }
  }
}

/** To mean 0 and deviation 1; a constant column is only shifted. */
export function standardScaling(moments: Moments | undefined): Scaling {
  if (moments === undefined || moments.present === 0) return { shift: 0, factor: 1 };
  const { mean, stddev, minimum, maximum } = moments;
  return { shift: mean, factor: minimum < maximum && stddev > 0 ? stddev : 1 };
}

function rangeOf({ low, high }: ScaleArguments) {
  return { low: low ?? STEP_DEFAULTS.low, high: high ?? STEP_DEFAULTS.high };
}

function rangeScaling(
  moments: Moments | undefined,
  { low, high }: { readonly low: number; readonly high: number },
): Scaling {
  if (moments === undefined || moments.present === 0) return { shift: 0, factor: 1 };
  const { minimum, maximum } = moments;
  const factor = maximum > minimum ? (maximum - minimum) / (high - low) : 1;
  return { shift: minimum - low * factor, factor };
}
