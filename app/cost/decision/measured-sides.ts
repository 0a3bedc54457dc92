import type { MeasuredLevel, Measurement } from '../measurement/measurement.ts';
import type { MeasuredServing } from './resolve-context.ts';

/**
 * A measured server as the own side of a scenario: at the concurrency of which it brought the most tokens
 * without a failure.
 *
 * A level measures prompts and answers of one proportion together. To move them to another, its time is
 * split into reading and writing as a request's is: until the first token, and after it. Where that was
 * not streamed, both are taken to cost the same by token.
 * @returns null where no level brought a whole answer
 */
export function measuredServing(measurement: Measurement): MeasuredServing | null {
  const level = bestLevel(measurement.levels);
  if (level === undefined) return null;
  const reading = readingShare(level);
  return {
    name: measurement.name,
    inputTokensPerSecond: level.inputTokensPerSecond / reading,
    outputTokensPerSecond: level.outputTokensPerSecond / (1 - reading),
    concurrency: level.concurrency,
    busyWatts: level.energy?.watts ?? null,
    answerSecondsP95: level.endToEnd?.p95 ?? null,
    measuredAt: measurement.startedAt.slice(0, 10),
  };
}

function bestLevel(levels: readonly MeasuredLevel[]): MeasuredLevel | undefined {
  const rate = (level: MeasuredLevel): number =>
    level.inputTokensPerSecond + level.outputTokensPerSecond;
  const whole = levels.filter(
    (level) => level.inputTokensPerSecond > 0 && level.outputTokensPerSecond > 0,
  );
  const faultless = whole.filter(({ failures }) => Object.keys(failures).length === 0);
  const candidates = faultless.length > 0 ? faultless : whole;
  return [...candidates].sort((left, right) => rate(right) - rate(left))[0];
}

/** Share of a level's time that went into reading prompts, between 0 and 1. */
function readingShare(level: MeasuredLevel): number {
  const { timeToFirstToken: first, endToEnd: whole } = level;
  if (first !== null && whole !== null && first.mean > 0 && whole.mean > first.mean) {
    return first.mean / whole.mean;
  }
  const rate = level.inputTokensPerSecond + level.outputTokensPerSecond;
  return level.inputTokensPerSecond / rate;
}
