import type { DoctorProgress, PowerReport } from '../../app/contract/doctor.ts';
import type { EngineSetting, EngineWork } from '../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { ENGINES, type EngineId } from '../../app/training/engines.ts';
import { REFERENCE_NAMES } from '../../app/training/reference-model.ts';
import type { EngineOutcome, EngineOutcomes } from '../doctor/doctor-record.ts';
import { startPower } from '../meter/power.ts';
import type { StartEngine } from './engine-process.ts';

/** A driver that hangs must not hang the doctor; what takes longer is of no use to a run. */
const LONGEST_SECONDS = 60;
const JOULES_PER_KWH = 3.6e6;

export interface MeasuringMeans {
  readonly startEngine: StartEngine;
  readonly settingOf: (engine: EngineId) => EngineSetting;
  /** UUID of the card that may tell its power; null without one. */
  readonly card: string | null;
  readonly onProgress: (at: {
    readonly engine: EngineId;
    readonly part: DoctorProgress['part'];
  }) => void;
  /** Told of each engine as soon as it is done with; where it fails, no other is begun. */
  readonly onOutcome?: (engine: EngineId, outcome: EngineOutcome) => Promise<Result<unknown>>;
  readonly signal: AbortSignal;
  readonly longestSeconds?: number;
}

/**
 * Measures one engine after the other, each in a process of its own: one that crashes, hangs or is not
 * there says nothing of the next. Fails with `cancelled`, or as `onOutcome` does.
 */
export async function measureEngines(
  engines: readonly EngineId[],
  means: MeasuringMeans,
): Promise<Result<EngineOutcomes>> {
  const outcomes: Partial<Record<EngineId, EngineOutcome>> = {};
  for (const engine of engines) {
    if (means.signal.aborted) break;
    means.onProgress({ engine, part: null });
    const outcome = await measureEngine(engine, means);
    // One that was ended for all to end says nothing of itself.
    if (means.signal.aborted) break;
    outcomes[engine] = outcome;
    const taken = await means.onOutcome?.(engine, outcome);
    if (taken?.ok === false) return taken;
  }
  return means.signal.aborted ? fail({ code: 'cancelled' }) : ok(outcomes);
}

function measureEngine(
  engine: EngineId,
  { startEngine, settingOf, card, onProgress, signal, longestSeconds }: MeasuringMeans,
): Promise<EngineOutcome> {
  const work: EngineWork = { kind: 'measure', models: REFERENCE_NAMES, ...settingOf(engine) };
  const seconds = longestSeconds ?? LONGEST_SECONDS;
  return new Promise((resolve) => {
    // A card that idles says nothing of what the processor takes.
    const watts = startWatts(ENGINES[engine].device === 'gpu' ? card : null);
    let outcome: EngineOutcome | null = null;
    let failure: AppError | null = null;
    const process = startEngine(work, {
      onEvent: (event) => {
        if (event.kind === 'failed') failure = event.error;
        if (event.kind === 'measuring') {
          onProgress({ engine, part: event.part });
          if (event.part === REFERENCE_NAMES[0]) watts.begin();
        }
        if (event.kind === 'measured') {
          const { kind: _, ...measurement } = event;
          outcome = { ok: true, measurement, power: watts.read() };
        }
      },
      onExit: (error) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', kill);
        watts.stop();
        const ended: AppError = { code: 'engine/ended', exit: '0', lastEpoch: null };
        resolve(outcome ?? { ok: false, error: failure ?? error ?? ended });
      },
    });
    const kill = () => process.kill();
    const timer = setTimeout(() => {
      failure = { code: 'doctor/too-slow', engine, seconds };
      kill();
    }, seconds * 1000);
    signal.addEventListener('abort', kill);
  });
}

/** Mean power from `begin` on, by what this machine lets read. */
function startWatts(card: string | null) {
  const power = startPower(card);
  let begun: { readonly at: number; readonly reading: ReturnType<typeof power.read> } | null = null;
  return {
    begin: () => {
      begun = { at: performance.now(), reading: power.read() };
    },
    read: (): PowerReport | null => {
      if (begun === null) return null;
      const used = power.since(begun.reading);
      const seconds = (performance.now() - begun.at) / 1000;
      return used === null
        ? null
        : { watts: (used.kwh * JOULES_PER_KWH) / seconds, source: used.source };
    },
    stop: () => power.stop(),
  };
}
