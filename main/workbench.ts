import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Workbench } from '../app/contract/dispatcher.ts';
import type { EngineSetting } from '../app/contract/engine.ts';
import type { HostReport, RequestName } from '../app/contract/requests.ts';
import { estimatedWatts } from '../app/cost/energy.ts';
import { fail, ok, type Result } from '../app/errors.ts';
import type { RunId } from '../app/ids.ts';
import { DEFAULT_ENGINE, ENGINES } from '../app/training/engines.ts';
import type { RunDetail, RunSummary } from '../app/training/run.ts';
import { cardNamed } from './adapters/nvidia-driver.ts';
import { removePartialImports } from './datasets/import-dataset.ts';
import { removeLeftScratch } from './datasets/scratch-folder.ts';
import { removeLeftProbe } from './doctor/disk-speed.ts';
import { homeFolders } from './home/home-folders.ts';
import { isSystemError } from './home/resolve-home.ts';
import { Metering } from './meter/metering.ts';
import { nvidiaDriver } from './packs/nvidia-driver.ts';
import { PackShelf } from './packs/pack-shelf.ts';
import { openSheets } from './pricing/read-sheets.ts';
import type { Context, Handlers } from './requests/context.ts';
import { isoNow } from './requests/context.ts';
import { datasetRequests } from './requests/dataset-requests.ts';
import { diskRequests, emptyOldTrash } from './requests/disk-requests.ts';
import { exploreRequests } from './requests/explore-requests.ts';
import { hostRequests } from './requests/host-requests.ts';
import { labelRequests } from './requests/label-requests.ts';
import { marketRequests } from './requests/market-requests.ts';
import { measurementRequests } from './requests/measurement-requests.ts';
import { modelRequests } from './requests/model-requests.ts';
import { packRequests } from './requests/pack-requests.ts';
import { Preparations } from './requests/preparations.ts';
import { priceRequests } from './requests/price-requests.ts';
import { recipeRequests } from './requests/recipe-requests.ts';
import { runRequests } from './requests/run-requests.ts';
import { scenarioRequests } from './requests/scenario-requests.ts';
import type { Place, RunNeed } from './runs/admission.ts';
import { cardList } from './runs/card-list.ts';
import { runConclusion } from './runs/conclude-run.ts';
import { startEnergyMeter } from './runs/energy-meter.ts';
import type { StartEngine } from './runs/engine-process.ts';
import { engineSetting, withAdapter, withCard } from './runs/engine-setting.ts';
import { EventHub } from './runs/event-hub.ts';
import { machineRecord } from './runs/machine-record.ts';
import { runPricing } from './runs/price-run.ts';
import { runNeed } from './runs/run-need.ts';
import { RunQueue } from './runs/run-queue.ts';
import { runScores } from './runs/run-scores.ts';
import { startingCheckpoint } from './runs/starting-checkpoint.ts';
import { superviseRun, type TrainWork } from './runs/supervise-run.ts';
import { tryEngine } from './runs/try-engine.ts';
import { openStore, type Store } from './store/open.ts';

export interface WorkbenchOptions {
  /** The home's folder, locked by the caller. */
  readonly home: string;
  readonly kind: HostReport['kind'];
  readonly version: string;
  /** Folder or archive that holds `package.json`. */
  readonly root: string;
  /** Folder that holds `migrations/` and `resources/`. */
  readonly installation: string;
  readonly startEngine: StartEngine;
  /** Called when a page or command asks the host to end. */
  readonly quit: () => void;
}

/**
 * Wires store, engine supervision, datasets and prices into the one thing that all hosts serve.
 * Runs that a dead host left behind become `interrupted`; nothing starts by itself.
 */
export async function createWorkbench(options: WorkbenchOptions): Promise<Result<Workbench>> {
  const { installation, startEngine } = options;
  const folders = homeFolders(options.home);
  try {
    for (const folder of [folders.datasets, folders.runs, folders.uploads]) {
      mkdirSync(folder, { recursive: true });
    }
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    return fail({ code: 'home/not-writable', path: options.home });
  }
  const opened = openStore(folders.store, {
    migrationsFolder: join(installation, 'migrations'),
    backupsFolder: folders.backups,
  });
  if (!opened.ok) return opened;
  const store = opened.value;
  const interrupted = interruptUnfinished(store);
  if (!interrupted.ok) return interrupted;

  const hub = new EventHub();
  const sheets = openSheets(join(installation, 'resources', 'facts'), store.priceChanges.inForce);
  const cards = await cardList();
  const machine = machineRecord({
    folders,
    cards,
    version: options.version,
    startEngine,
    onProgress: (progress) => hub.emit('doctor.progress', { progress }),
  });
  const scores = runScores(store, folders, startEngine, cards);
  const pricing = runPricing(store, sheets, machine);
  const conclusion = runConclusion(store, folders, scores, pricing);
  const { cpuCores, memoryBytes } = await machine.facts();
  const facts = await sheets.parameters();
  if (!facts.ok) return facts;

  function settingOf({ run, plan }: RunDetail): EngineSetting {
    // A run goes on with what it began with.
    const { threads } = store.settings.read();
    return withAdapter(engineSetting(folders, threads, plan.engine, run.engine), plan.device);
  }

  function trainWork(detail: RunDetail, place: Place): TrainWork {
    const { run, model, plan } = detail;
    const { keepCheckpoints } = store.settings.read();
    const setting = settingOf(detail);
    // One that was named and is no longer there must not become another: the engine says so.
    const card = namedCard(detail, setting) ?? place;
    return {
      kind: 'train',
      runId: run.id,
      runFolder: folders.run(run.id),
      datasetFolder: folders.dataset(run.datasetId),
      model,
      plan,
      resumeFrom: startingCheckpoint(store, folders, run.id),
      storedEpochs: run.epochs,
      ...withCard(setting, card ?? undefined),
      keepCheckpoints,
      tuningFolder: folders.tuning,
    };
  }

  function needOf(id: RunId): RunNeed {
    const detail = store.runs.get(id);
    const dataset = detail.ok ? store.datasets.find(detail.value.run.datasetId) : detail;
    if (!detail.ok || !dataset.ok) throw new Error(`A run in line is not stored: ${id}`);
    const setting = settingOf(detail.value);
    const there = { cores: cpuCores, memoryBytes };
    return runNeed(detail.value, dataset.value, setting, there, wantedCard(detail.value, setting));
  }

  /** Null: any. Engines that cannot be told are taken to compute on the first card. */
  function wantedCard(detail: RunDetail, setting: EngineSetting) {
    return ENGINES[setting.engine ?? DEFAULT_ENGINE].choosesCard
      ? namedCard(detail, setting)
      : (cards.known()[0]?.uuid ?? null);
  }

  /** The card that a plan or the settings name, for an engine that can be told; null: none. */
  function namedCard({ plan }: RunDetail, { engine = DEFAULT_ENGINE }: EngineSetting) {
    if (!ENGINES[engine].choosesCard) return null;
    const device = plan.device ?? store.settings.read().device;
    return device === null ? null : (cardNamed(cards.known(), device)?.uuid ?? device);
  }

  const queue = new RunQueue({
    start: (id, place) =>
      superviseRun(id, {
        store,
        hub,
        startEngine,
        startMeter: ({ card }) =>
          startEnergyMeter({
            estimatedWatts: estimatedWatts(store.settings.read(), cpuCores, facts.value).watts,
            card: card === undefined ? null : { command: 'nvidia-smi', id: card },
          }),
        isoNow,
        workOf: (detail) => trainWork(detail, place),
        continuesOnCpu: () => store.settings.read().continueOnCpu,
        conclude: conclusion.conclude,
      }),
    needOf,
    room: () => ({
      runsAtOnce: store.settings.read().runsAtOnce,
      cores: cpuCores,
      hostBytes: memoryBytes,
      cards: cards
        .known()
        .map((card) => ({ ...card, id: card.uuid, memoryBytes: card.memoryBytes || null })),
    }),
    look: cards.look,
    onLine: (waiting) => hub.emit('runs.waiting', { waiting }),
  });
  hub.subscribe((name) => {
    if (name === 'settings.changed') queue.review();
  });

  const metering = new Metering({
    onProgress: (progress) => hub.emit('measurement.progress', progress),
    onEnd: (end) => hub.emit('measurement.ended', end),
  });

  const packs = new PackShelf(options.home, {
    root: options.root,
    installation,
    driver: nvidiaDriver,
    tryEngine: (pack, engine, files) => tryEngine(startEngine, pack, engine, files),
    onProgress: (progress) => hub.emit('pack.progress', progress),
  });

  const context: Context = {
    store,
    hub,
    queue,
    preparations: new Preparations(),
    folders,
    samplesFolder: join(installation, 'resources', 'samples'),
    exportFolder: join(installation, 'resources', 'export'),
    sheets,
    startEngine,
    machine,
    cards,
    metering,
    packs,
    scores,
    pricing,
    conclusion,
    host: {
      version: options.version,
      home: options.home,
      kind: options.kind,
      platform: process.platform,
      processId: process.pid,
      interruptedRuns: interrupted.value,
    },
    quit: options.quit,
  };
  const handlers: Handlers = {
    ...datasetRequests(context),
    ...modelRequests(context),
    ...runRequests(context),
    ...hostRequests(context),
    ...priceRequests(context),
    ...marketRequests(context),
    ...diskRequests(context),
    ...measurementRequests(context),
    ...recipeRequests(context),
    ...exploreRequests(context),
    ...labelRequests(context),
    ...scenarioRequests(context),
    ...packRequests(context),
  };
  await removePartialImports(folders.datasets);
  await removeLeftScratch();
  await removeLeftProbe(options.home);
  void emptyOldTrash(context);
  void store.backupDaily(Date.now());

  return ok({
    // The transport has decoded name and argument together; here they are known to fit.
    dispatch: async (name: RequestName, params: unknown) => handlers[name](params as never),
    subscribe: (listener) => hub.subscribe(listener),
    activeRuns: () => queue.size,
    close: async ({ stopRuns }) => {
      await metering.close();
      machine.stop();
      await packs.close();
      if (stopRuns) {
        for (const id of await queue.close()) store.runs.update(id, { status: 'interrupted' });
      }
      store.close();
    },
  });
}

/** A run that is not at rest though no host lives: it can go on from its last checkpoint. */
function interruptUnfinished(store: Store): Result<readonly RunSummary[]> {
  const interrupted: RunSummary[] = [];
  for (const run of store.runs.unfinished()) {
    const lastEpoch = run.epochs > 0 ? run.epochs - 1 : null;
    const updated = store.runs.update(run.id, {
      status: 'interrupted',
      endedAt: isoNow(),
      error: { code: 'engine/ended', exit: 'host', lastEpoch },
    });
    if (!updated.ok) return updated;
    interrupted.push(updated.value);
  }
  return ok(interrupted);
}
