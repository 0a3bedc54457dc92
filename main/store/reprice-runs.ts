import { ok, type Result } from '../../app/errors.ts';
import type { EnergySource, RunEnergy } from '../../app/training/run.ts';
import type { Connection } from './connection.ts';

/** What a run's cost here is worked out from. */
export interface PricedWork {
  readonly seconds: number;
  /** Null where it had no meter. */
  readonly energy: RunEnergy | null;
}

interface PricedRow {
  readonly id: string;
  readonly train_seconds: number;
  readonly energy_kwh: number | null;
  readonly energy_source: EnergySource | null;
}

/**
 * Gives every run that has a price the one that holds now, those in the trash too, so that the list
 * shows and sorts by one tariff.
 * @param usdOf fails or prices all of them
 */
export function repriceRuns(
  { database, transaction }: Connection,
  usdOf: (work: PricedWork) => Result<number>,
): Result<null> {
  const select = database.prepare<[], PricedRow>(
    'SELECT id, train_seconds, energy_kwh, energy_source FROM runs WHERE cost_usd IS NOT NULL',
  );
  const update = database.prepare<[number, string]>('UPDATE runs SET cost_usd = ? WHERE id = ?');
  return transaction(() => {
    for (const { id, train_seconds, energy_kwh: kwh, energy_source: source } of select.all()) {
      const energy = kwh === null || source === null ? null : { kwh, source };
      const usd = usdOf({ seconds: train_seconds, energy });
      if (!usd.ok) return usd;
      update.run(usd.value, id);
    }
    return ok(null);
  });
}
