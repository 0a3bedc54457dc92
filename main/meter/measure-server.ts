import type {
  Measurement,
  MeasurementProgress,
  ServingApi,
  ServingLoad,
} from '../../app/cost/measurement/measurement.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { type Connection, Stopped } from './ask.ts';
import type { Power } from './power.ts';
import { recogniseServer } from './recognise.ts';
import { answerError, chosenModel, listError } from './refusal-error.ts';
import { sweep } from './sweep.ts';
import { findTarget, type ResolveHost } from './target.ts';
import { warmUp } from './warm-up.ts';

/** What is to be measured; the load has been checked. */
export interface MeterWish {
  readonly url: string;
  readonly api: ServingApi;
  /** Null takes the only one there is. */
  readonly model: string | null;
  readonly load: ServingLoad;
  readonly apiKey: string | null;
  readonly allowPublic: boolean;
  /** Whether finished levels are of use where the others are missing. */
  readonly keepPartial: boolean;
}

export interface MeterTools {
  /** Seconds on a clock that never goes back. */
  readonly now: () => number;
  /** Another one each time: a server may remember prompts. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** @param isHere whether the server runs on this machine */
  readonly startPower: (isHere: boolean) => Power;
  readonly onProgress: (progress: Omit<MeasurementProgress, 'token'>) => void;
  readonly resolveHost?: ResolveHost;
}

/** A measurement without what its keeper adds. */
export type MeasuredServer = Pick<Measurement, 'server' | 'load' | 'levels' | 'cutShortBy'> & {
  readonly isHere: boolean;
};

/**
 * Measures a server: finds it, warms it up, then one level for each concurrency.
 * Fails with a `meter/…` code, or `cancelled`; with `keepPartial`, what cuts a sweep short is in
 * the result once a level is finished.
 */
export async function measureServer(
  wish: MeterWish,
  tools: MeterTools,
): Promise<Result<MeasuredServer>> {
  try {
    return await measure(wish, tools);
  } catch (error) {
    if (error instanceof Stopped) return fail({ code: 'cancelled' });
    throw error;
  }
}

async function measure(wish: MeterWish, tools: MeterTools): Promise<Result<MeasuredServer>> {
  const { api, load, apiKey, keepPartial } = wish;
  const { now, seed, signal } = tools;
  const found = await findTarget(wish.url, wish.allowPublic, tools.resolveHost);
  if (!found.ok) return found;
  const target = found.value;
  const url = target.base.href;
  const tell = (progress: Pick<MeasurementProgress, 'phase' | 'level' | 'finished'>) =>
    tools.onProgress({ url, concurrencies: load.concurrencies, ...progress });
  const connection: Connection = { target, apiKey, timeoutSeconds: load.timeoutSeconds, signal };

  tell({ phase: 'connecting', level: null, finished: [] });
  const recognised = await recogniseServer(connection);
  if (!recognised.ok) return fail(listError(url, recognised.refusal));
  const model = chosenModel(url, wish.model, recognised.value);
  if (!model.ok) return model;

  tell({ phase: 'warm-up', level: null, finished: [] });
  const warm = await warmUp({ connection, api, model: model.value, now }, load, seed);
  if (!warm.ok) return fail(answerError(url, warm.refusal));

  const power = tools.startPower(target.isHere);
  const swept = await sweep(warm.value, load, {
    now,
    seed,
    power,
    tell: (level, finished) => tell({ phase: 'sweep', level, finished }),
  }).finally(power.stop);
  const { levels, cutShortBy } = swept;
  if (cutShortBy !== null && !(keepPartial && levels.length > 0)) return fail(cutShortBy);
  const { software, version } = recognised.value;
  return ok({
    server: { url, api, model: model.value, software, version },
    load,
    levels,
    cutShortBy,
    isHere: target.isHere,
  });
}
