import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LevelFacts, measuredLevel } from './measured-level.ts';
import type { RequestRecord } from './request-record.ts';

const FACTS: LevelFacts = {
  concurrency: 1,
  promptTokens: 100,
  promptCount: 'calibrated',
  energy: null,
};

/** A whole answer: sent, first piece, then others at equal distances; the end comes with the last. */
function answer(
  place: number,
  sentAt: number,
  { first = 0.5, gap = 0.1, pieces = 6, usage = null as RequestRecord['usage'] } = {},
): RequestRecord {
  const chunksAt = Array.from({ length: pieces }, (_, piece) => sentAt + first + gap * piece);
  return { place, sentAt, endedAt: chunksAt.at(-1) ?? sentAt, chunksAt, usage, failure: null };
}

test('one place, one after the other: rates are those of a single request', () => {
  const usage = { inputTokens: 120, outputTokens: 6 };
  const level = measuredLevel([answer(0, 10, { usage }), answer(0, 11, { usage })], FACTS);
  expect(level).toMatchObject({
    seconds: expect.closeTo(2, 12),
    fullSeconds: expect.closeTo(2, 12),
    requests: 2,
    inputTokens: 240,
    outputTokens: 12,
    inputCount: 'usage',
    outputCount: 'usage',
    requestsPerSecond: expect.closeTo(1, 12),
    inputTokensPerSecond: expect.closeTo(120, 12),
    outputTokensPerSecond: expect.closeTo(6, 12),
    timeToFirstToken: { count: 2, p50: expect.closeTo(0.5, 12), max: expect.closeTo(0.5, 12) },
    interTokenLatency: { count: 10, p50: expect.closeTo(0.1, 12) },
    endToEnd: { count: 2, p99: expect.closeTo(1, 12) },
    energy: null,
  });
});

test('the end of a level, where places are idle, does not lower the rates', () => {
  // Two places for a second each; then one place goes on alone.
  const records = [answer(0, 0), answer(1, 0), answer(0, 1)];
  const level = measuredLevel(records, { ...FACTS, concurrency: 2 });
  expect(level).toMatchObject({
    seconds: expect.closeTo(2, 12),
    fullSeconds: expect.closeTo(1, 12),
    requests: 3,
    outputTokens: 18,
    requestsPerSecond: expect.closeTo(2, 12),
    outputTokensPerSecond: expect.closeTo(12, 12),
    inputTokensPerSecond: expect.closeTo(200, 12),
  });
});

test('what the server does not count is counted in pieces, and marked so', () => {
  const usage = { inputTokens: 90, outputTokens: 9 };
  const level = measuredLevel([answer(0, 0), answer(0, 1, { usage })], FACTS);
  expect(level).toMatchObject({
    inputTokens: 190,
    outputTokens: 15,
    inputCount: 'calibrated',
    outputCount: 'chunks',
  });
});

test('a piece of several tokens shares its time among them', () => {
  const usage = { inputTokens: 90, outputTokens: 11 };
  const level = measuredLevel([answer(0, 0, { usage })], FACTS);
  expect(level.interTokenLatency).toMatchObject({ count: 5, mean: expect.closeTo(0.05, 12) });
});

test('answers that failed count as failures and nowhere else', () => {
  const lost = { ...answer(0, 1), failure: 'connection-lost' } as const;
  const late = { place: 0, sentAt: 2, endedAt: 3, chunksAt: [], usage: null, failure: 'timeout' };
  const level = measuredLevel([answer(0, 0), lost, { ...late, failure: 'timeout' }], FACTS);
  expect(level).toMatchObject({
    requests: 1,
    failures: { 'connection-lost': 1, timeout: 1 },
    outputTokens: 6,
    // The time they took is lost.
    outputTokensPerSecond: expect.closeTo(2, 12),
    timeToFirstToken: { count: 1 },
  });
});

test('power is energy over the level', () => {
  const energy = { kwh: 0.001, source: 'rapl' } as const;
  const level = measuredLevel([answer(0, 0)], { ...FACTS, energy });
  expect(level.energy).toEqual({ kwh: 0.001, source: 'rapl', watts: expect.closeTo(3600, 9) });
});

test('nothing is ever NaN or infinite', () => {
  const seconds = fc.double({ min: 0, max: 100, noNaN: true });
  const record = fc.record({
    place: fc.nat(3),
    sentAt: seconds,
    waits: fc.array(seconds, { maxLength: 5 }),
    usage: fc.option(fc.record({ inputTokens: fc.nat(), outputTokens: fc.nat(50) })),
    failure: fc.option(fc.constantFrom('timeout' as const, 'empty' as const)),
  });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (drawn) => {
      const records = drawn.map(({ waits, sentAt, ...rest }) => {
        let at = sentAt;
        const chunksAt = waits.map((wait) => {
          at += wait;
          return at;
        });
        return { ...rest, sentAt, chunksAt, endedAt: at };
      });
      const level = measuredLevel(records, { ...FACTS, concurrency: 4 });
      const text = JSON.stringify(level, (_, value) =>
        typeof value === 'number' && !Number.isFinite(value) ? 'NOT FINITE' : value,
      );
      expect(text).not.toContain('NOT FINITE');
      expect(level.fullSeconds).toBeLessThanOrEqual(level.seconds + 1e-9);
    }),
  );
});
