import { describe, expect, it } from 'vitest';
import { aMeasuredLevel, aMeasurement } from '../../testing/measurements.ts';
import { measuredServing } from './measured-sides.ts';

const mixed = (tokensPerSecond: { input: number; output: number }, input: number, output: number) =>
  1 / (input / tokensPerSecond.input + output / tokensPerSecond.output);

describe('a measured server as the own side', () => {
  it('is taken at the concurrency that brought the most tokens without a failure', () => {
    const failing = aMeasuredLevel({ concurrency: 64, failures: { timeout: 1 } });
    const levels = [1, 2, 8].map((concurrency) => aMeasuredLevel({ concurrency }));
    const serving = measuredServing(aMeasurement({ levels: [...levels, failing] }));
    expect(serving).toMatchObject({ concurrency: 8, measuredAt: '2026-08-01' });
    expect(serving?.answerSecondsP95).toBe(levels[2]?.endToEnd?.p95);
    expect(measuredServing(aMeasurement({ levels: [failing] }))?.concurrency).toBe(64);
  });

  it('does, in the proportion measured, exactly what was measured', () => {
    for (const timeToFirstToken of [aMeasuredLevel().timeToFirstToken, null]) {
      const level = { ...aMeasuredLevel({ concurrency: 4 }), timeToFirstToken };
      const serving = measuredServing(aMeasurement({ levels: [level] }));
      const input = level.inputTokens / (level.inputTokens + level.outputTokens);
      const rate = mixed(
        {
          input: serving?.inputTokensPerSecond ?? 0,
          output: serving?.outputTokensPerSecond ?? 0,
        },
        input,
        1 - input,
      );
      expect(rate).toBeCloseTo(level.inputTokensPerSecond + level.outputTokensPerSecond, 6);
    }
  });

  it('is nothing without a whole answer', () => {
    const empty = { inputTokensPerSecond: 0, outputTokensPerSecond: 0 };
    expect(
      measuredServing(aMeasurement({ levels: [{ ...aMeasuredLevel(), ...empty }] })),
    ).toBeNull();
  });
});
