import { madeUpPrompt } from '../../app/cost/measurement/made-up-prompt.ts';
import { measuredLevel } from '../../app/cost/measurement/measured-level.ts';
import type {
  MeasuredLevel,
  MeasurementProgress,
  ServingLoad,
} from '../../app/cost/measurement/measurement.ts';
import type { RequestRecord } from '../../app/cost/measurement/request-record.ts';
import type { AppError } from '../../app/errors.ts';
import { Stopped } from './ask.ts';
import { streamAnswer } from './completion.ts';
import { driveLevel } from './level.ts';
import { LiveLevel } from './live-level.ts';
import type { Power } from './power.ts';
import type { WarmServer } from './warm-up.ts';

export interface Swept {
  readonly levels: readonly MeasuredLevel[];
  /** Why the rest is missing; null if none is. */
  readonly cutShortBy: AppError | null;
}

export interface SweepTools {
  readonly now: () => number;
  readonly seed: number;
  readonly power: Power;
  readonly tell: (level: MeasurementProgress['level'], finished: readonly MeasuredLevel[]) => void;
}

/** Puts a warm server under one load after the other. A level that is cut short leaves nothing. */
export async function sweep(
  warm: WarmServer,
  load: ServingLoad,
  { now, seed, power, tell }: SweepTools,
): Promise<Swept> {
  const { answerTokens } = load;
  const levels: MeasuredLevel[] = [];
  let asked = 0;

  async function ask(place: number, onToken: () => void): Promise<RequestRecord> {
    const prompt = madeUpPrompt(seed, asked, warm.length);
    asked += 1;
    const answered = await streamAnswer(warm.completions, { place, prompt, answerTokens, onToken });
    return answered.record;
  }

  for (const concurrency of load.concurrencies) {
    const live = new LiveLevel(concurrency, load, now, (level) => tell(level, [...levels]));
    const before = power.read();
    try {
      const { records, gaveUp } = await driveLevel({
        concurrency,
        requests: load.requests,
        seconds: load.seconds,
        now,
        ask: (place) => ask(place, () => live.token()),
        onRecord: ({ failure }) => live.ended(failure === null),
      });
      if (gaveUp !== null) {
        return { levels, cutShortBy: { code: 'meter/cut-short', concurrency, failure: gaveUp } };
      }
      const energy = power.since(before);
      levels.push(measuredLevel(records, { concurrency, energy, ...warm.prompt }));
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return { levels, cutShortBy: { code: 'cancelled' } };
    }
  }
  tell(null, levels);
  return { levels, cutShortBy: null };
}
