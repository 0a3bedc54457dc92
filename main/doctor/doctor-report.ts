import type {
  DoctorProgress,
  DoctorReport,
  ModelReport,
  RuntimeCode,
  RuntimeReport,
  RuntimeStatus,
} from '../../app/contract/doctor.ts';
import { runtimeText } from '../../app/contract/doctor-text.ts';
import type { AppError } from '../../app/errors.ts';
import { DEFAULT_ENGINE, ENGINE_IDS, ENGINES, type EngineId } from '../../app/training/engines.ts';
import type { CardFacts } from './cards.ts';
import { chooseEngine, type Verdict } from './choose-engine.ts';
import { changesSince, type DoctorRecord, type EngineOutcome } from './doctor-record.ts';
import { lackAtSight, lackHere, type RuntimeMissing } from './lack-here.ts';
import type { MachineState } from './machine-state.ts';
import { findTraps } from './traps.ts';

/**
 * What can train on this machine, how fast and why the rest cannot.
 * @param record of the last measurement; null: never measured
 */
export function doctorReport(
  state: MachineState,
  record: DoctorRecord | null,
  measuring: DoctorProgress | null,
): DoctorReport {
  const { facts, memory, cards, vectors, surroundings, identity, platform } = state;
  const standing = Object.entries(record?.engines ?? {}).filter(
    ([id]) => packFault(id as EngineId, state) === null,
  );
  const { engine, verdicts } = chooseEngine(Object.fromEntries(standing));
  const own = record?.engines[DEFAULT_ENGINE];
  const processor = own?.ok ? own.measurement : null;
  const disk = record?.disk ?? null;
  return {
    runtimes: ENGINE_IDS.filter((id) => ENGINES[id].platforms.includes(platform)).map((id) =>
      runtimeReport(id, state, record?.engines[id], verdicts[id], id === engine),
    ),
    chosen: engine,
    measuredAt: record?.measuredAt ?? null,
    changed: record === null ? [] : changesSince(record, identity),
    pending: record?.pending ?? [],
    measuring,
    machine: {
      cpuModel: facts.cpuModel,
      cpuCores: facts.cpuCores,
      vectors,
      memoryBytes: memory.totalBytes,
      memoryFreeBytes: memory.freeBytes,
      gpu: facts.gpu,
      cards: cards.map(({ throttled: _, ...card }) => card),
      disk,
      energySource: facts.rapl === 'readable' ? 'rapl' : `rapl-${facts.rapl}`,
      gemmGflops: processor?.gemmGflops ?? null,
      bytesPerSecond: processor?.bytesPerSecond ?? null,
    },
    traps: findTraps({
      platform,
      arch: state.arch,
      cores: facts.cpuCores,
      vectors,
      memory,
      cards: cards.map((card) => ({
        ...card,
        throttled: card.throttled || wasThrottled(card, record),
      })),
      surroundings,
      nativeFailures: state.nativeFailures,
      throttledTimes: record?.throttledTimes ?? 0,
      busyShare: record?.busyShare ?? 0,
      disk,
    }),
  };
}

/** Whether it was too hot while it was measured: by the time that somebody reads this it has cooled. */
function wasThrottled({ uuid }: CardFacts, record: DoctorRecord | null): boolean {
  return uuid !== null && record?.throttledCards?.includes(uuid) === true;
}

/** Problems of a missing runtime that are no lack: something is there, and is not taken. */
const NOT_TAKEN: readonly string[] = ['software-adapter', 'on-processor', 'refused'];

function runtimeReport(
  id: EngineId,
  state: MachineState,
  outcome: EngineOutcome | undefined,
  verdict: Verdict | undefined,
  isChosen: boolean,
): RuntimeReport {
  if (outcome === undefined || packFault(id, state) !== null || isInstalledSince(outcome)) {
    return id === DEFAULT_ENGINE ? worded({ id }, 'ready', 'ready') : untried(id, state);
  }
  if (!outcome.ok) return failed(id, state, outcome.error);
  const { measurement, power } = outcome;
  const models = measurement.models.map(
    (model): ModelReport => ({
      ...model,
      deviation: verdict?.deviations[model.name] ?? null,
    }),
  );
  const measured = {
    id,
    samplesPerSecond: models[0]?.samplesPerSecond,
    relativeSpeed: verdict?.relativeSpeed,
    models,
    gemmGflops: measurement.gemmGflops ?? undefined,
    bytesPerSecond: measurement.bytesPerSecond ?? undefined,
    power: power ?? undefined,
    measuredOn: measurement.card,
  };
  if (verdict?.isRight === false) return worded(measured, 'refused', 'deviates');
  return worded(measured, 'ready', isChosen ? 'chosen' : 'slower');
}

/** Why an engine's pack cannot be used, whatever was measured with it once; null where it has none. */
function packFault(id: EngineId, { packs }: MachineState): AppError | null {
  const { pack } = ENGINES[id];
  return pack === null ? null : packs[pack];
}

/** Whether all that it lacked as it was measured was a pack, which by now is there. */
function isInstalledSince(outcome: EngineOutcome): boolean {
  if (outcome.ok || outcome.error.code !== 'engine/runtime-missing') return false;
  return outcome.error.problem === 'pack-missing';
}

/** What a card, its driver or a pack lack is seen without measuring. */
function untried(id: EngineId, state: MachineState): RuntimeReport {
  const lack = lackAtSight(id, state);
  return lack === null ? worded({ id }, 'untried', 'untried') : failed(id, state, lack);
}

function failed(id: EngineId, state: MachineState, found: AppError): RuntimeReport {
  switch (found.code) {
    case 'engine/runtime-missing':
      return lacking(id, lackHere(id, found, state));
    case 'packs/platform-unsupported':
      return worded({ id, error: found }, 'missing', 'missing');
    case 'packs/damaged': {
      const command = `hearth doctor --install ${found.pack}`;
      return worded({ id, error: found, command }, 'damaged', 'missing');
    }
    default:
      return worded({ id, error: found }, 'refused', 'failed');
  }
}

function lacking(id: EngineId, error: RuntimeMissing): RuntimeReport {
  const { problem, command } = error;
  const status = NOT_TAKEN.includes(problem) ? 'refused' : 'missing';
  // Whoever reads this has asked the doctor; and what is not taken has nothing to be repaired.
  const isRepair = status === 'missing' && command !== '' && command !== 'hearth doctor';
  const shown = isRepair ? command : undefined;
  return worded({ id, error, command: shown }, status, 'missing');
}

function worded(
  known: Omit<RuntimeReport, 'status' | 'code' | 'reason' | 'repair'>,
  status: RuntimeStatus,
  code: RuntimeCode,
): RuntimeReport {
  const { reason, repair } = runtimeText({ ...known, code }, 'en');
  return { ...known, status, code, reason, ...(repair === null ? {} : { repair }) };
}
