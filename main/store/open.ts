import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scenario } from '../../app/cost/decision/scenario.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import type { MarketScenario } from '../../app/market/scenario.ts';
import type { RunSummary } from '../../app/training/run.ts';
import {
  backupBeforeMigration,
  backupDaily,
  backupStore,
  isWholeAtStart,
  listBackups,
  type Restoration,
  restoreNewest,
} from './backup.ts';
import { type CheckpointsTable, checkpointsTable } from './checkpoints-table.ts';
import { type Connection, connect } from './connection.ts';
import { type DatasetsTable, datasetsTable } from './datasets-table.ts';
import { type EvaluationsTable, evaluationsTable } from './evaluations-table.ts';
import { type MeasurementsTable, measurementsTable } from './measurements-table.ts';
import {
  type Migration,
  migrate,
  readMigrations,
  schemaConflict,
  schemaVersion,
} from './migrate.ts';
import { type ModelsTable, modelsTable } from './models-table.ts';
import { type PriceChangesTable, priceChangesTable } from './price-changes-table.ts';
import { type EpochRecord, recordEpoch } from './record-epoch.ts';
import { type PricedWork, repriceRuns } from './reprice-runs.ts';
import { type RunsTable, runsTable } from './runs-table.ts';
import { type ScenariosTable, scenariosTable } from './scenarios-table.ts';
import { type SeriesTable, seriesTable } from './series-table.ts';
import { type SettingsTable, settingsTable } from './settings-table.ts';
import { storeFailure } from './sqlite-failure.ts';

export interface OpenStoreOptions {
  /** The product's `migrations/`. */
  readonly migrationsFolder: string;
  /** `backups` beside the file where left out. */
  readonly backupsFolder?: string;
}

/**
 * All that a home keeps in its database. Reads give plain values, writes give a `Result`: a full
 * disk is an expected failure, and what failed left nothing behind. Times are ISO 8601 in UTC.
 */
export interface Store {
  readonly file: string;
  /** Set if the file was damaged and a backup took its place. */
  readonly restoration: Restoration | null;
  readonly datasets: DatasetsTable;
  readonly models: ModelsTable;
  readonly measurements: MeasurementsTable;
  readonly scenarios: ScenariosTable<Scenario>;
  readonly marketScenarios: ScenariosTable<MarketScenario>;
  readonly runs: RunsTable;
  readonly series: SeriesTable;
  readonly checkpoints: CheckpointsTable;
  readonly evaluations: EvaluationsTable;
  readonly settings: SettingsTable;
  readonly priceChanges: PriceChangesTable;
  /** Points, checkpoints and figures of a finished epoch, in one transaction. */
  recordEpoch(runId: RunId, epoch: EpochRecord): Result<RunSummary>;
  /** Gives every priced run the price that holds now. */
  repriceRuns(usdOf: (work: PricedWork) => Result<number>): Result<null>;
  /** Several writes that hold together; a failure returned or thrown undoes all of them. */
  transaction<T>(work: () => Result<T>): Result<T>;
  /** Writes a whole copy to `file` while the store goes on working. */
  backup(file: string): Promise<Result<null>>;
  /** At most one backup a day, the newest three kept; the file written, if any. */
  backupDaily(nowMs: number): Promise<Result<string | null>>;
  /** The expected failure behind an error that a read threw, such as a damaged page; null: a bug. */
  failureOf(error: unknown): AppError | null;
  close(): void;
}

/**
 * Opens the store of a home, or creates it; brings its schema up to date after a backup.
 * A damaged file is replaced by the newest backup that is whole, which `restoration` reports.
 * Fails with `store/damaged` (no backup), `store/schema-newer-than-app`, `store/migration-changed`,
 * `file/not-writable` or `file/disk-full`. The caller holds the lock of the home.
 */
export function openStore(file: string, options: OpenStoreOptions): Result<Store> {
  const backupsFolder = options.backupsFolder ?? join(dirname(file), 'backups');
  const migrations = readMigrations(options.migrationsFolder);

  let restoration: Restoration | null = null;
  let opened = openWhole(file, backupsFolder);
  if (!opened.ok && opened.error.code === 'store/damaged') {
    const restored = restoreNewest(file, backupsFolder, Date.now());
    if (restored === null) return opened;
    if (!restored.ok) return restored;
    restoration = restored.value;
    opened = openWhole(file, backupsFolder);
  }
  if (!opened.ok) return opened;

  const connection = opened.value;
  const ready = bringUpToDate(connection, migrations, backupsFolder);
  if (!ready.ok) {
    connection.database.close();
    return ready;
  }
  return ok(storeOf(connection, backupsFolder, restoration));
}

/** Opens a file that can be read throughout. */
function openWhole(file: string, backupsFolder: string): Result<Connection> {
  // SQLite would take an emptied file for a new database, and the loss would go unseen.
  if (existsSync(file) && statSync(file).size === 0 && listBackups(backupsFolder).length > 0) {
    return fail({ code: 'store/damaged', path: file });
  }
  let connection: Connection | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true });
    connection = connect(file);
    if (isWholeAtStart(connection.database, statSync(file).size)) return ok(connection);
    connection.database.close();
    return fail({ code: 'store/damaged', path: file });
  } catch (error) {
    connection?.database.close();
    const failure = storeFailure(error, file);
    if (failure === null) throw error;
    return fail(failure);
  }
}

function bringUpToDate(
  connection: Connection,
  migrations: readonly Migration[],
  backupsFolder: string,
): Result<null> {
  const conflict = schemaConflict(connection, migrations);
  if (conflict !== null) return fail(conflict);
  const version = schemaVersion(connection);
  if (version === migrations.length) return ok(null);
  if (version > 0) {
    const saved = backupBeforeMigration(connection, backupsFolder, version + 1);
    if (!saved.ok) return saved;
  }
  return migrate(connection, migrations);
}

function storeOf(
  connection: Connection,
  backupsFolder: string,
  restoration: Restoration | null,
): Store {
  const checkpoints = checkpointsTable(connection);
  const evaluations = evaluationsTable(connection);
  const series = seriesTable(connection);
  const runs = runsTable(connection, { series, checkpoints, evaluations });
  return {
    file: connection.file,
    restoration,
    datasets: datasetsTable(connection),
    models: modelsTable(connection),
    measurements: measurementsTable(connection),
    scenarios: scenariosTable<Scenario>(connection, 'cost'),
    marketScenarios: scenariosTable<MarketScenario>(connection, 'market'),
    runs,
    series,
    checkpoints,
    evaluations,
    settings: settingsTable(connection),
    priceChanges: priceChangesTable(connection),
    repriceRuns: (usdOf) => repriceRuns(connection, usdOf),
    recordEpoch: (runId, epoch) =>
      recordEpoch(connection, { runs, series, checkpoints }, runId, epoch),
    transaction: connection.transaction,
    backup: (file) => backupStore(connection, file),
    backupDaily: (nowMs) => backupDaily(connection, backupsFolder, nowMs),
    failureOf: (error) => storeFailure(error, connection.file),
    close: () => connection.database.close(),
  };
}
