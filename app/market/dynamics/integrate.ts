import type { CompiledModel } from './compile-model.ts';

/** A stock that changes at once at a moment. */
export interface StockEvent {
  /** Years since the start, above 0. */
  readonly year: number;
  readonly stock: string;
  /** New level from all values just before. */
  readonly level: (read: (name: string) => number) => number;
}

export interface Simulation {
  /** Years since the start, evenly spaced, from 0. */
  readonly years: readonly number[];
  /** Value of every variable at those years (just after an event). */
  readonly series: ReadonlyMap<string, Float64Array>;
}

/** A variable that left the numbers, and when. */
export interface NotFinite {
  readonly variable: string;
  readonly year: number;
}

export type Integration =
  | { readonly ok: true; readonly value: Simulation }
  | { readonly ok: false; readonly fault: NotFinite };

export interface IntegrationPlan {
  readonly parameters: ReadonlyMap<string, number>;
  readonly years: number;
  /** Points shown in a year. */
  readonly pointsPerYear: number;
  /** Steps of the integrator between two points. */
  readonly stepsPerPoint: number;
  readonly events?: readonly StockEvent[];
}

/**
 * The classical Runge–Kutta method of fourth order. Steps end at every shown point and at every event,
 * so that no step reaches over a jump.
 * @source Hairer, Nørsett & Wanner 1993, Solving Ordinary Differential Equations I, II.1
 */
export function integrate(compiled: CompiledModel, plan: IntegrationPlan): Integration {
  const values = new Float64Array(compiled.size);
  for (const [name, value] of plan.parameters) {
    const slot = compiled.slots.get(name);
    if (slot !== undefined) values[slot] = value;
  }
  compiled.start(values);
  compiled.evaluate(values);

  const points = Math.round(plan.years * plan.pointsPerYear) + 1;
  const years = Array.from({ length: points }, (_, index) => index / plan.pointsPerYear);
  const names = [...compiled.slots.keys()].slice(1 + compiled.model.parameters.length);
  const series = new Map(names.map((name) => [name, new Float64Array(points)]));
  const record = (point: number): NotFinite | null => {
    for (const [name, column] of series) {
      const value = values[compiled.slots.get(name) ?? 0] ?? Number.NaN;
      if (!Number.isFinite(value)) return { variable: name, year: years[point] ?? 0 };
      column[point] = value;
    }
    return null;
  };
  const first = record(0);
  if (first !== null) return { ok: false, fault: first };

  const stepper = new RungeKutta(compiled, values);
  const events = [...(plan.events ?? [])].sort((left, right) => left.year - right.year);
  const longest = 1 / (plan.pointsPerYear * plan.stepsPerPoint);
  let next = 0;
  let now = 0;
  for (let point = 1; point < points; point++) {
    const end = years[point] ?? 0;
    for (let event = events[next]; event !== undefined && event.year <= end; event = events[next]) {
      stepper.advance(now, event.year, longest);
      now = event.year;
      const slot = compiled.slots.get(event.stock) ?? 0;
      values[slot] = event.level((name) => values[compiled.slots.get(name) ?? 0] ?? Number.NaN);
      compiled.evaluate(values);
      next++;
    }
    stepper.advance(now, end, longest);
    now = end;
    const fault = record(point);
    if (fault !== null) return { ok: false, fault };
  }
  return { ok: true, value: { years, series } };
}

class RungeKutta {
  readonly #compiled: CompiledModel;
  readonly #values: Float64Array;
  readonly #start: Float64Array;
  readonly #slope: Float64Array;
  readonly #sum: Float64Array;

  constructor(compiled: CompiledModel, values: Float64Array) {
    const count = compiled.stockSlots.length;
    this.#compiled = compiled;
    this.#values = values;
    this.#start = new Float64Array(count);
    this.#slope = new Float64Array(count);
    this.#sum = new Float64Array(count);
  }

  /** From one moment to another in equal steps no longer than `longest`; leaves all variables worked out. */
  advance(from: number, to: number, longest: number): void {
    // A remainder of rounding is no step of its own.
    const steps = Math.ceil((to - from) / longest - 1e-9);
    const length = (to - from) / steps;
    for (let step = 0; step < steps; step++) this.#step(from + step * length, length);
  }

  #step(time: number, length: number): void {
    const { stockSlots } = this.#compiled;
    for (const [index, slot] of stockSlots.entries()) {
      this.#start[index] = this.#values[slot] ?? 0;
      this.#sum[index] = 0;
    }
    this.#stage(time, 0, 1);
    this.#stage(time, length / 2, 2);
    this.#stage(time, length / 2, 2);
    this.#stage(time, length, 1);
    for (const [index, slot] of stockSlots.entries()) {
      this.#values[slot] = (this.#start[index] ?? 0) + ((this.#sum[index] ?? 0) * length) / 6;
    }
    this.#values[0] = time + length;
    this.#compiled.evaluate(this.#values);
  }

  /** Slope at `ahead` along the slope before, added up with its weight. */
  #stage(time: number, ahead: number, weight: number): void {
    const { stockSlots, flows, evaluate } = this.#compiled;
    if (ahead > 0) {
      for (let index = 0; index < stockSlots.length; index++) {
        this.#values[stockSlots[index] as number] =
          (this.#start[index] as number) + ahead * (this.#slope[index] as number);
      }
      this.#values[0] = time + ahead;
      evaluate(this.#values);
    }
    this.#slope.fill(0);
    for (const { slot, from, to } of flows) {
      const amount = this.#values[slot] as number;
      if (from >= 0) this.#slope[from] = (this.#slope[from] as number) - amount;
      if (to >= 0) this.#slope[to] = (this.#slope[to] as number) + amount;
    }
    for (let index = 0; index < stockSlots.length; index++) {
      this.#sum[index] = (this.#sum[index] as number) + weight * (this.#slope[index] as number);
    }
  }
}

export interface CheckedSimulation extends Simulation {
  /** Estimated error of the stocks, relative to the largest size of each: Richardson on halved steps. */
  readonly relativeError: number;
  readonly stepsPerPoint: number;
}

/** Worst relative error aimed at, and most steps between two points. */
const TOLERANCE = 1e-5;
const MAX_STEPS_PER_POINT = 64;

/** Halves the step until the stocks stay put, and says how far they may still be off. */
export function integrateChecked(
  compiled: CompiledModel,
  plan: Omit<IntegrationPlan, 'stepsPerPoint'>,
):
  | { readonly ok: true; readonly value: CheckedSimulation }
  | { readonly ok: false; readonly fault: NotFinite } {
  let stepsPerPoint = 2;
  let coarse = integrate(compiled, { ...plan, stepsPerPoint });
  for (;;) {
    stepsPerPoint *= 2;
    const fine = integrate(compiled, { ...plan, stepsPerPoint });
    if (!fine.ok) return fine;
    const relativeError = coarse.ok ? halvingError(compiled, coarse.value, fine.value) : 1;
    if (relativeError <= TOLERANCE || stepsPerPoint >= MAX_STEPS_PER_POINT) {
      return { ok: true, value: { ...fine.value, relativeError, stepsPerPoint } };
    }
    coarse = fine;
  }
}

function halvingError(compiled: CompiledModel, coarse: Simulation, fine: Simulation): number {
  let worst = 0;
  for (const { id } of compiled.model.stocks) {
    const [one, two] = [coarse.series.get(id), fine.series.get(id)];
    if (one === undefined || two === undefined) continue;
    let size = 0;
    let difference = 0;
    for (let index = 0; index < two.length; index++) {
      size = Math.max(size, Math.abs(two[index] ?? 0));
      difference = Math.max(difference, Math.abs((two[index] ?? 0) - (one[index] ?? 0)));
    }
    if (size > 0) worst = Math.max(worst, difference / size / 15);
  }
  return worst;
}
