import { existsSync } from 'node:fs';
import type { DoctorProgress, DoctorReport } from '../../app/contract/doctor.ts';
import { type MachineSpeed, machineSpeed } from '../../app/contract/engine.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { DEFAULT_ENGINE, ENGINE_IDS, ENGINES } from '../../app/training/engines.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { chooseEngine } from '../doctor/choose-engine.ts';
import { diskSpeed } from '../doctor/disk-speed.ts';
import {
  changesSince,
  type DoctorRecord,
  fingerprintOf,
  keepRecord,
  readRecord,
} from '../doctor/doctor-record.ts';
import { doctorReport } from '../doctor/doctor-report.ts';
import { type MachineFacts, machineFacts } from '../doctor/machine-facts.ts';
import { type MachineState, machineState, passingState } from '../doctor/machine-state.ts';
import type { HomeFolders } from '../home/home-folders.ts';
import { PACKS } from '../packs/catalogue.ts';
import { packFolder } from '../packs/installed-packs.ts';
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
  /** Whether this machine was measured as it is now. */
  isMeasured(): Promise<boolean>;
  /**
   * Measures every engine, some ten seconds of full load for each, keeps what came of it, and
   * reports. A measurement that is under way is waited for instead. Fails with `cancelled`, or where
   * the home cannot be written to.
   */
  measure(threads: number): Promise<Result<DoctorReport>>;
  /** Ends a measurement that is under way; what was kept before stays. */
  stop(): void;
}

export interface MachineRecordMeans {
  readonly folders: HomeFolders;
  readonly cards: CardList;
  readonly version: string;
  readonly startEngine: StartEngine;
  readonly onProgress: (progress: DoctorProgress | null) => void;
}

export function machineRecord(means: MachineRecordMeans): MachineRecord {
  const { folders, cards, version, startEngine, onProgress } = means;
  let known: Promise<MachineFacts> | undefined;
  let looked: Promise<MachineState> | undefined;
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
  async function state(): Promise<MachineState> {
    looked ??= machineState({
      versions: { hearth: version, runtimes: runtimeVersions(folders) },
    });
    return { ...(await looked), ...(await passingState()) };
  }

  async function report(): Promise<DoctorReport> {
    return doctorReport(await state(), readRecord(folders.doctor), progress);
  }

  async function isMeasured(): Promise<boolean> {
    const record = readRecord(folders.doctor);
    return record !== null && changesSince(record, (await state()).identity).length === 0;
  }

  async function speed(): Promise<MachineSpeed | null> {
    const record = readRecord(folders.doctor);
    if (record === null || !(await isMeasured())) return null;
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

  async function measureAll(threads: number, signal: AbortSignal): Promise<Result<DoctorReport>> {
    looked = undefined;
    const before = await state();
    await cards.look();
    const card = cards.freest();
    const engines = ENGINE_IDS.filter((id) => ENGINES[id].platforms.includes(before.platform));
    const total = engines.length + 1;
    tell({ engine: 'disk', part: null, finished: 0, total });
    const disk = await diskSpeed(folders.home);
    const outcomes = await measureEngines(engines, {
      startEngine,
      settingOf: (id) => withCard(engineSetting(folders, threads, id), card?.uuid),
      card: card?.uuid ?? null,
      onProgress: ({ engine, part }) =>
        tell({ engine, part, finished: 1 + engines.indexOf(engine), total }),
      signal,
    });
    if (!outcomes.ok) return outcomes;
    const after = await state();
    const record: DoctorRecord = {
      engine: chooseEngine(outcomes.value).engine,
      fingerprint: fingerprintOf(after.identity),
      identity: after.identity,
      measuredAt: new Date().toISOString(),
      engines: outcomes.value,
      disk,
      throttledTimes:
        (after.surroundings.throttleCount ?? 0) - (before.surroundings.throttleCount ?? 0),
    };
    try {
      await keepRecord(folders.doctor, record);
    } catch {
      return fail({ code: 'file/not-writable', path: folders.doctor });
    }
    return ok(doctorReport(after, record, null));
  }

  function measure(threads: number): Promise<Result<DoctorReport>> {
    if (active === null) {
      const stop = new AbortController();
      const outcome = measureAll(threads, stop.signal).finally(() => {
        active = null;
        tell(null);
      });
      active = { outcome, stop: () => stop.abort() };
    }
    return active.outcome;
  }

  return { facts, speed, report, isMeasured, measure, stop: () => active?.stop() };
}

/** Those that come with Hearth and those that were installed into the home. */
function runtimeVersions({ home }: HomeFolders): readonly string[] {
  const installed = Object.values(PACKS).filter((pack) => existsSync(packFolder(home, pack)));
  return [
    `onnxruntime-node ${packageJson.dependencies['onnxruntime-node']}`,
    ...installed.map(({ id, version }) => `${id} ${version}`),
  ];
}
