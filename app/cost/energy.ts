import type { Settings } from '../settings.ts';
import type { EnergySource } from '../training/run.ts';
import { JOULES_PER_KWH, SECONDS_PER_HOUR } from '../units.ts';
import type { FactSheets } from './fact-sheets.ts';
import type { CostBasis, FigureSource } from './run-cost.ts';
import { ownSource, sheetSource } from './sheet-source.ts';

/** Power of a busy machine, and what that figure rests on. */
export interface WattsEstimate {
  readonly watts: number;
  readonly basis: CostBasis;
}

/**
 * Power of the whole machine while it trains: the user's figure, else a base load and so many
 * watts for each busy core.
 * @param busyCores physical cores that the engine keeps busy
 */
export function estimatedWatts(
  settings: Pick<Settings, 'machineWatts'>,
  busyCores: number,
  parameters: FactSheets['parameters'],
): WattsEstimate {
  if (settings.machineWatts !== null) {
    return {
      watts: settings.machineWatts,
      basis: {
        key: 'cost.basis.watts-own',
        values: { watts: settings.machineWatts },
        source: { source: 'settings', asOf: null, kind: 'user' },
      },
    };
  }
  const base = parameters.machine_base_watts;
  const perCore = parameters.watts_per_busy_core;
  return {
    watts: base.base + perCore.base * busyCores,
    basis: {
      key: 'cost.basis.watts-model',
      values: { base: base.base, perCore: perCore.base, cores: busyCores },
      source: modelSource(parameters),
    },
  };
}

/** The user's where either figure of the model is, else an assumption whatever the sheet says. */
function modelSource({
  machine_base_watts: base,
  watts_per_busy_core: perCore,
}: FactSheets['parameters']): FigureSource {
  return (
    ownSource(perCore, ['base']) ??
    ownSource(base, ['base']) ?? { ...sheetSource(perCore), kind: 'assumption' }
  );
}

/**
 * Energy between two readings of a counter that starts again from 0 after its range.
 * @param rangeMicrojoules the counter's largest value; readings must be closer than one turn
 * @returns microjoules
 * @source Linux kernel, Documentation/power/powercap/powercap.rst: energy_uj, max_energy_range_uj
 */
export function counterDelta(before: number, after: number, rangeMicrojoules: number): number {
  return after >= before ? after - before : rangeMicrojoules - before + after;
}

export function kwhOfJoules(joules: number): number {
  return joules / JOULES_PER_KWH;
}

export function kwhOfWatts(watts: number, seconds: number): number {
  return (watts * seconds) / SECONDS_PER_HOUR / 1000;
}

/** Mean power; 0 for no time. */
export function meanWatts(kwh: number, seconds: number): number {
  return seconds > 0 ? (kwh * JOULES_PER_KWH) / seconds : 0;
}

/** Message key that says what an energy figure covers. */
export function energyBasisKey(source: EnergySource): string {
  return `cost.basis.energy-${source.replace('+', '-')}`;
}
