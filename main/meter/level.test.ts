import { expect, test } from 'vitest';
import { measuredLevel } from '../../app/cost/measurement/measured-level.ts';
import type { RequestRecord } from '../../app/cost/measurement/request-record.ts';
import { driveLevel } from './level.ts';
import { VirtualTime } from './testing/virtual-time.ts';

const NO_ENERGY = { promptTokens: 10, promptCount: 'words', energy: null } as const;

/** A server whose time is made up: how long its n-th answer takes, and whether it comes. */
async function driven(
  given: { readonly concurrency: number; readonly requests: number; readonly seconds: number },
  answer: (number: number) => { seconds: number; failure?: RequestRecord['failure'] },
) {
  const time = new VirtualTime();
  let inFlight = 0;
  let mostInFlight = 0;
  let number = 0;
  const done = driveLevel({
    ...given,
    now: time.now,
    ask: async (place) => {
      const { seconds, failure = null } = answer(number++);
      const sentAt = time.now();
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      const chunksAt: number[] = [];
      for (let token = 0; token < 4; token += 1) {
        await time.sleep(seconds / 4);
        chunksAt.push(time.now());
      }
      inFlight -= 1;
      return { place, sentAt, endedAt: time.now(), chunksAt, usage: null, failure };
    },
    onRecord: () => {},
  });
  await time.run();
  return { ...(await done), mostInFlight };
}

test('keeps its number in flight until enough were sent', async () => {
  const given = { concurrency: 4, requests: 10, seconds: 1000 };
  const { records, gaveUp, mostInFlight } = await driven(given, () => ({ seconds: 2 }));
  expect({ requests: records.length, gaveUp, mostInFlight }).toEqual({
    requests: 10,
    gaveUp: null,
    mostInFlight: 4,
  });
  // Three rounds, of which the last has two places idle: rates are those of two full ones.
  expect(measuredLevel(records, { concurrency: 4, ...NO_ENERGY })).toMatchObject({
    seconds: 6,
    fullSeconds: 4,
    requestsPerSecond: 2,
    outputTokensPerSecond: 8,
    timeToFirstToken: { count: 10, p50: 0.5, p99: 0.5 },
    interTokenLatency: { count: 30, p50: 0.5 },
    endToEnd: { count: 10, mean: 2, max: 2 },
  });
});

test('begins nothing after its time, and lets end what has begun', async () => {
  const given = { concurrency: 2, requests: 100, seconds: 5 };
  const { records } = await driven(given, () => ({ seconds: 2 }));
  expect(records.map(({ sentAt }) => sentAt)).toEqual([0, 0, 2, 2, 4, 4]);
  expect(records.at(-1)?.endedAt).toBe(6);
});

test('each place sends at least one', async () => {
  const given = { concurrency: 3, requests: 1, seconds: 0.001 };
  expect((await driven(given, () => ({ seconds: 2 }))).records).toHaveLength(3);
});

test('slow and fast answers: quantiles of what was seen', async () => {
  const given = { concurrency: 1, requests: 20, seconds: 1000 };
  const { records } = await driven(given, (number) => ({ seconds: number === 7 ? 8 : 4 }));
  expect(measuredLevel(records, { concurrency: 1, ...NO_ENERGY }).endToEnd).toMatchObject({
    p50: 4,
    // Position 18.05 of 0 … 19: a twentieth of the way from 4 to 8.
    p95: expect.closeTo(4.2, 9),
    p99: expect.closeTo(7.24, 9),
    max: 8,
  });
});

test('some failures are counted, and it goes on', async () => {
  const given = { concurrency: 2, requests: 12, seconds: 1000 };
  const { records, gaveUp } = await driven(given, (number) => ({
    seconds: 1,
    failure: number % 2 === 0 ? 'rate-limited' : null,
  }));
  expect(gaveUp).toBeNull();
  const level = measuredLevel(records, { concurrency: 2, ...NO_ENERGY });
  expect(level).toMatchObject({ requests: 6, failures: { 'rate-limited': 6 } });
});

test('gives up when answers stop coming', async () => {
  const given = { concurrency: 4, requests: 1000, seconds: 1000 };
  const { records, gaveUp } = await driven(given, (number) => ({
    seconds: 1,
    failure: number < 8 ? null : number < 12 ? 'connection-lost' : 'unreachable',
  }));
  expect(gaveUp).toBe('unreachable');
  // Eight answers, four that were lost, two refused, and what the other places had begun.
  expect(records).toHaveLength(17);
});

test('gives up where every one of a few failed', async () => {
  const given = { concurrency: 4, requests: 4, seconds: 1000 };
  const { gaveUp } = await driven(given, () => ({ seconds: 1, failure: 'timeout' }));
  expect(gaveUp).toBe('timeout');
});
