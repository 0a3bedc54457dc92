import { costOfRun } from '../../app/cost/estimate-run.ts';
import type { RunCost } from '../../app/cost/run-cost.ts';
import { localeCountry } from '../../app/cost/tariff.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import type { SheetReader } from '../pricing/read-sheets.ts';
import type { Store } from '../store/open.ts';
import type { MachineRecord } from './machine-record.ts';

export interface RunPricing {
  /** What a run cost by the tariff and settings of now; the amount is stored with the run. */
  price(runId: RunId): Promise<Result<RunCost>>;
}

/** Prices runs from what is stored of them, the user's settings and the dated sheets. */
export function runPricing(store: Store, reader: SheetReader, machine: MachineRecord): RunPricing {
  return {
    async price(runId) {
      const found = store.runs.get(runId);
      if (!found.ok) return found;
      const sheets = await reader.sheets();
      if (!sheets.ok) return sheets;
      const { run, plan, flopsPerSample, parameters } = found.value;
      const { cpuModel, cpuCores } = await machine.facts();
      const speed = await machine.speed();
      const cost = costOfRun({
        seconds: run.timing.seconds,
        samplesPerSecond: run.timing.samplesPerSecond,
        flopsPerSample,
        parameters,
        batchSize: plan.batchSize,
        energy: run.energy,
        machine: { name: cpuModel, cores: cpuCores, gemmGflops: speed?.gemmGflops ?? null },
        settings: store.settings.read(),
        localeCountry: localeCountry(Intl.DateTimeFormat().resolvedOptions().locale),
        sheets: sheets.value,
        today: new Date().toISOString().slice(0, 10),
      });
      if (!cost.ok) return cost;
      const stored = store.runs.update(runId, { cost: cost.value });
      return stored.ok ? ok(cost.value) : stored;
    },
  };
}
