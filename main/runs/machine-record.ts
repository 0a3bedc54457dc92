import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DoctorProgress, DoctorReport } from '../../app/contract/doctor.ts';
import { type MachineSpeed, machineSpeed } from '../../app/contract/engine.ts';
import { type AppError, ok, type Result } from '../../app/errors.ts';
import { DEFAULT_ENGINE, ENGINE_IDS, ENGINES, type EngineId } from '../../app/training/engines.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type AskCommand, askCommand } from '../doctor/ask-command.ts';
import { busyShare } from '../doctor/busy-share.ts';
import { graphicsCards } from '../doctor/cards.ts';
import { chooseEngine } from '../doctor/choose-engine.ts';
import { diskSpeed } from '../doctor/disk-speed.ts';
import {
  changesSince,
  type DoctorRecord,
  type EngineOutcomes,
  fingerprintOf,
  keepRecord,
  readRecord,
} from '../doctor/doctor-record.ts';
import { doctorReport } from '../doctor/doctor-report.ts';
import { lackAtSight } from '../doctor/lack-here.ts';
import { type MachineFacts, machineFacts } from '../doctor/machine-facts.ts';
import { type MachineState, machineState, passingState } from '../doctor/machine-state.ts';
import { HeatWatch } from '../doctor/nvidia-query.ts';
import type { HomeFolders } from '../home/home-folders.ts';
import { PACKS } from '../packs/catalogue.ts';
import { packFaults, packFolder } from '../packs/installed-packs.ts';
import { MARKER } from '../packs/pack-layout.ts';
import { packFaultIn } from '../packs/pack-marker.ts';
import type { CardList } from './card-list.ts';
import type { StartEngine } from './engine-process.ts';
import { engineSetting, withCard } from './engine-setting.ts';
import { measureEngines } from './measure-engines.ts';

/** What is known of the machine a home lives on. */
export interface MachineRecord {
  /** Looked up once. */
  facts(): Promise<MachineFacts>;
  /** Of the engine that was chosen; null until this machine was measured as it is now. */
  speed(): Promise<MachineSpeed | null>;
  report(): Promise<DoctorReport>;
  /** What an engine lacks here that is seen before its process is started; null where only that tells. */
  lackOf(engine: EngineId): Promise<AppError | null>;
  /** Whether this machine was measured as it is now. */
  isMeasured(): Promise<boolean>;
  /**
   * Measures every engine, some ten seconds of full load for each, keeps what came of each at once, and
   * reports. One that was interrupted is gone on with. A measurement that is under way is waited for
   * instead. Fails with `cancelled`, or where the home cannot be written to.
   */
  measure(wish: MeasureWish): Promise<Result<DoctorReport>>;
  /** Ends a measurement that is under way; what it has of engines by then stays. */
  stop(): void;
}

export interface MeasureWish {
  readonly threads: number;
  /** Whether all engines are measured, also those that an interrupted measurement had done with. */
  readonly again: boolean;
}

export interface MachineRecordMeans {
  readonly folders: HomeFolders;
  readonly cards: CardList;
  readonly version: string;
  readonly startEngine: StartEngine;
  readonly onProgress: (progress: DoctorProgress | null) => void;
  /** Asks programs of the system. */
  readonly ask?: AskCommand;
}

export function machineRecord(means: MachineRecordMeans): MachineRecord {
  const { folders, cards, version, startEngine, onProgress, ask = askCommand } = means;
  let known: Promise<MachineFacts> | undefined;
  let looked: ReturnType<typeof machineState> | undefined;
  let active: {
    readonly outcome: Promise<Result<DoctorReport>>;
    readonly stop: () => void;
  } | null = null;
  let progress: DoctorProgress | null = null;

  function facts(): Promise<MachineFacts> {
    known ??= machineFacts();
    return known;
  }

  /** What costs time is looked up once, and again before each measurement. */
  function lasting(): ReturnType<typeof machineState> {
    looked ??= machineState({
      versions: { hearth: version, runtimes: runtimeVersions(folders) },
      ask,
    });
    return looked;
  }

  async function state(): Promise<MachineState> {
    const packs = await packFaults(folders.home);
    return { ...(await lasting()), ...(await passingState()), packs };
  }

  async function lackOf(engine: EngineId): Promise<AppError | null> {
    // It comes with Hearth and wants nothing else.
    if (engine === DEFAULT_ENGINE) return null;
    const { platform, arch } = process;
    const [there, { surroundings }, packs] = await Promise.all([
      graphicsCards('/', platform, ask),
      passingState(),
      packFaults(folders.home),
    ]);
    const lack = lackAtSight(engine, { platform, arch, cards: there, surroundings, packs });
    // Where no one command helps, the doctor shows what there is.
    return lack?.code === 'engine/runtime-missing' && lack.command === ''
      ? { ...lack, command: 'hearth doctor' }
      : lack;
  }

  async function report(): Promise<DoctorReport> {
    return doctorReport(await state(), readRecord(folders.doctor), progress);
  }

  /** What was measured of this machine as it is now, wholly or not. */
  async function standing(): Promise<DoctorRecord | null> {
    const record = readRecord(folders.doctor);
    if (record === null) return null;
    return changesSince(record, (await lasting()).identity).length === 0 ? record : null;
  }

  async function isMeasured(): Promise<boolean> {
    const record = await standing();
    return record !== null && !isUnfinished(record);
  }

  async function speed(): Promise<MachineSpeed | null> {
    const record = await standing();
    if (record === null) return null;
    for (const engine of [record.engine, DEFAULT_ENGINE]) {
      const outcome = record.engines[engine];
      const measured = outcome?.ok ? machineSpeed(outcome.measurement) : null;
      if (measured !== null) return measured;
    }
    return null;
  }

  function tell(next: DoctorProgress | null): void {
    progress = next;
    onProgress(next);
  }

  async function measureAll(
    { threads, again }: MeasureWish,
    signal: AbortSignal,
  ): Promise<Result<DoctorReport>> {
    looked = undefined;
    const before = await state();
    const kept = await standing();
    await cards.look();
    const card = cards.freest();
    const engines = ENGINE_IDS.filter((id) => ENGINES[id].platforms.includes(before.platform));
    const goesOn = !again && kept !== null && isUnfinished(kept);
    const todo = goesOn ? engines.filter((id) => kept.pending?.includes(id)) : engines;
    const total = engines.length + 1;
    const done = total - todo.length;
    if (!goesOn) tell({ engine: 'disk', part: null, finished: 0, total });
    const busy = await busyShare();
    const disk = goesOn ? kept.disk : await diskSpeed(folders.home);

    const heat = new HeatWatch(ask);

    /** Puts what is known by now in place of what was: an interruption loses nothing of it. */
    async function keep(
      measured: EngineOutcomes,
      now: MachineState,
    ): Promise<Result<DoctorRecord>> {
      const all = { ...kept?.engines, ...measured };
      const pending = todo.filter((id) => !(id in measured));
      const throttled = now.surroundings.throttleCount ?? 0;
      const record: DoctorRecord = {
        engine: chooseEngine(all).engine,
        fingerprint: fingerprintOf(now.identity),
        identity: now.identity,
        measuredAt: new Date().toISOString(),
        engines: all,
        disk,
        ...(pending.length > 0 && { pending }),
        throttledTimes: throttled - (before.surroundings.throttleCount ?? 0),
        busyShare: busy,
        throttledCards: await heat.seen(),
      };
      const written = await keepRecord(folders.doctor, record);
      return written.ok ? ok(record) : written;
    }

    let measured: EngineOutcomes = {};
    const outcomes = await measureEngines(todo, {
      startEngine,
      settingOf: (id) => withCard(engineSetting(folders, threads, id), card?.uuid),
      card: card?.uuid ?? null,
      onProgress: ({ engine, part }) => {
        // Under load, since a card cools within seconds.
        if (ENGINES[engine].device === 'gpu' && part !== null && card !== undefined) heat.look();
        tell({ engine, part, finished: done + todo.indexOf(engine), total });
      },
      onOutcome: async (engine, outcome) => {
        measured = { ...measured, [engine]: outcome };
        // What cannot be kept need not be waited for.
        return keep(measured, before);
      },
      signal,
    });
    if (!outcomes.ok) return outcomes;
    const after = await state();
    const record = await keep(outcomes.value, after);
    return record.ok ? ok(doctorReport(after, record.value, null)) : record;
  }

  function measure(wish: MeasureWish): Promise<Result<DoctorReport>> {
    if (active === null) {
      const stop = new AbortController();
      const outcome = measureAll(wish, stop.signal).finally(() => {
        active = null;
        tell(null);
      });
      active = { outcome, stop: () => stop.abort() };
    }
    return active.outcome;
  }

  return { facts, speed, report, lackOf, isMeasured, measure, stop: () => active?.stop() };
}

/** Whether an interruption has left engines to be measured. */
function isUnfinished({ pending = [] }: DoctorRecord): boolean {
  return pending.length > 0;
}

/** Those that come with Hearth and those that were installed into the home. */
function runtimeVersions({ home }: HomeFolders): readonly string[] {
  const installed = Object.values(PACKS).filter(
    (pack) => packFaultIn(packFolder(home, pack), pack) === null,
  );
  return [
    `onnxruntime-node ${packageJson.dependencies['onnxruntime-node']}`,
    // One that was installed anew may compute where the one before was damaged.
    ...installed.map((pack) => {
      const { mtimeMs } = statSync(join(packFolder(home, pack), MARKER));
      return `${pack.id} ${pack.version} of ${Math.round(mtimeMs)}`;
    }),
  ];
}
