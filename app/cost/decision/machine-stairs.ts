/**
 * Mean number of machines over all hours by how busy they are: a staircase, which rises wherever the load of some
 * hour needs one machine more. Written down once, so that draws only look it up.
 */
export interface MachineStairs {
  /** Above this and up to that the stairs hold; in machines that the mean load would keep busy. */
  readonly from: number;
  readonly upTo: number;
  /** Where the stairs rise, ascending. */
  readonly rises: Float64Array;
  /** Mean machines below each rise, and above the last. */
  readonly machines: Float64Array;
  /** How many rises lie below the start of each of equal steps: where a search begins. */
  readonly starts: Uint16Array;
  readonly stepsPerMachine: number;
  /** Share of hours without any load. */
  readonly restShare: number;
}

/** So much of a machine is taken for rounding, not for a need. */
export const MACHINE_TOLERANCE = 1e-9;

/** More rises than this are not written down. */
const MOST_RISES = 2048;
const SEARCH_STEPS = 1024;

/**
 * @param levels      load over mean, ascending
 * @param hoursBefore share of all hours before each level, and behind the last one
 */
export function machineStairs(levels: Float64Array, hoursBefore: Float64Array): MachineStairs {
  const loaded = [...levels].flatMap((level, index) =>
    level > 0 ? [{ level, share: (hoursBefore[index + 1] ?? 1) - (hoursBefore[index] ?? 0) }] : [],
  );
  const restShare = 1 - loaded.reduce((sum, { share }) => sum + share, 0);
  const least = loaded[0]?.level ?? 1;
  const peak = loaded.at(-1)?.level ?? 1;
  const atPeak = Math.max(1, Math.floor(MOST_RISES / loaded.length));
  const upTo = (atPeak + MACHINE_TOLERANCE) / peak;
  const steps: { readonly at: number; readonly share: number }[] = [];
  for (let full = 1; full < atPeak; full++) {
    for (const { level, share } of loaded) {
      const at = (full + MACHINE_TOLERANCE) / level;
      if (at < upTo) steps.push({ at, share });
    }
  }
  steps.sort((left, right) => left.at - right.at);
  const rises = Float64Array.from(steps, ({ at }) => at);
  const machines = Float64Array.of(1 - restShare, ...steps.map(({ share }) => share));
  for (let index = 1; index < machines.length; index++) {
    machines[index] = (machines[index] ?? 0) + (machines[index - 1] ?? 0);
  }
  const starts = new Uint16Array(SEARCH_STEPS);
  let before = 0;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    while ((rises[before] ?? Infinity) < (step * upTo) / SEARCH_STEPS) before++;
    starts[step] = before;
  }
  return {
    from: MACHINE_TOLERANCE / least,
    upTo,
    rises,
    machines,
    starts,
    stepsPerMachine: SEARCH_STEPS / upTo,
    restShare,
  };
}

/**
 * How many rises lie below a load, which is where the mean machines stand.
 * @param busy machines that the mean load would keep busy, within the stairs
 */
export function firstRise({ rises, starts, stepsPerMachine }: MachineStairs, busy: number): number {
  let index = starts[Math.floor(busy * stepsPerMachine)] ?? 0;
  while (index < rises.length && busy > (rises[index] ?? 0)) index++;
  return index;
}
