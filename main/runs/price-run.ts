import { costOfRun, ownRunCost } from '../../app/cost/estimate-run.ts';
import type { MeasuredWork } from '../../app/cost/rented-gpu.ts';
import type { RunCost } from '../../app/cost/run-cost.ts';
import { localeCountry } from '../../app/cost/tariff.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import type { RunEnergy } from '../../app/training/run.ts';
import type { SheetReader } from '../pricing/read-sheets.ts';
import type { Store } from '../store/open.ts';
import type { MachineRecord } from './machine-record.ts';

export interface RunPricing {
  /** What a run cost by the tariff and settings of now; the amount is stored with the run. */
  price(runId: RunId): Promise<Result<RunCost>>;
  /** Gives every run that has a price the one of now, after settings or sheets changed. */
  repriceAll(): Promise<Result<null>>;
  /** What work that was only predicted would cost; nothing is stored. */
  preview(work: MeasuredWork): Promise<Result<RunCost>>;
}

/** Prices runs from what is stored of them, the user's settings and the dated sheets. */
export function runPricing(store: Store, reader: SheetReader, machine: MachineRecord): RunPricing {
  /** What prices follow from besides the work: the machine, the settings and the sheets of now. */
  async function basisOfNow() {
    const sheets = await reader.sheets();
    if (!sheets.ok) return sheets;
    const { cpuModel, cpuCores } = await machine.facts();
    const speed = await machine.speed();
    return ok({
      machine: { name: cpuModel, cores: cpuCores, gemmGflops: speed?.gemmGflops ?? null },
      settings: store.settings.read(),
      localeCountry: localeCountry(Intl.DateTimeFormat().resolvedOptions().locale),
      sheets: sheets.value,
    });
  }

  /** By the tariff, settings and sheets of now. @param energy null: estimated from the machine's power */
  async function costOfWork(
    work: MeasuredWork,
    energy: RunEnergy | null,
  ): Promise<Result<RunCost>> {
    const basis = await basisOfNow();
    if (!basis.ok) return basis;
    const today = new Date().toISOString().slice(0, 10);
    return costOfRun({ ...work, energy, ...basis.value, today });
  }

  return {
    async repriceAll() {
      const basis = await basisOfNow();
      if (!basis.ok) return basis;
      return store.repriceRuns((work) => {
        const cost = ownRunCost({ ...work, ...basis.value });
        return cost.ok ? ok(cost.value.estimate.lowUsd) : cost;
      });
    },
    preview: (work) => costOfWork(work, null),
    async price(runId) {
      const found = store.runs.get(runId);
      if (!found.ok) return found;
      const { run, plan, flopsPerSample, parameters } = found.value;
      const { seconds, samplesPerSecond } = run.timing;
      const { batchSize } = plan;
      const work = { seconds, samplesPerSecond, flopsPerSample, parameters, batchSize };
      const cost = await costOfWork(work, run.energy);
      if (!cost.ok) return cost;
      const stored = store.runs.update(runId, { cost: cost.value });
      return stored.ok ? ok(cost.value) : stored;
    },
  };
}
