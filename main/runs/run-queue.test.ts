import { describe, expect, test } from 'vitest';
import type { RunId } from '../../app/ids.ts';
import type { CardRoom, MachineRoom, Place, RunNeed } from './admission.ts';
import { type ActiveRun, RunQueue } from './run-queue.ts';

const id = (name: string) => name as RunId;

type Start = (run: RunId, place: Place) => ActiveRun;

/** Runs that end when told to; `log` says what happened in order. */
function machine() {
  const log: string[] = [];
  const ends = new Map<RunId, () => void>();
  const places: Record<string, Place> = {};
  const start = (run: RunId, place: Place): ActiveRun => {
    log.push(`start ${run}`);
    places[run] = place;
    const ended = new Promise<void>((resolve) => ends.set(run, resolve));
    return {
      id: run,
      pause: () => log.push(`pause ${run}`),
      continue: () => log.push(`continue ${run}`),
      stop: () => {
        log.push(`stop ${run}`);
        ends.get(run)?.();
      },
      ended,
    };
  };
  const end = async (run: RunId) => {
    ends.get(run)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { log, places, start, end };
}

const aCard = (card: string, freeBytes = 100): CardRoom => ({
  id: card,
  memoryBytes: 100,
  freeBytes,
});
const ROOM: MachineRoom = { runsAtOnce: 1, cores: 8, hostBytes: 100, cards: [aCard('0')] };
const NEED: RunNeed = { device: 'cpu', cores: 3, hostBytes: 10, deviceBytes: 0, card: null };

const alone = (start: Start) => new RunQueue({ start, needOf: () => NEED, room: () => ROOM });

/** A queue for several runs; each run's name begins with what it needs. */
function together(
  start: Start,
  needs: Readonly<Record<string, RunNeed>>,
  room: Partial<MachineRoom> = {},
) {
  return new RunQueue({
    start,
    needOf: (run) => needs[run] ?? NEED,
    room: () => ({ ...ROOM, runsAtOnce: 4, ...room }),
  });
}

const onCard = (deviceBytes: number, card: string | null = null): RunNeed => ({
  device: 'gpu',
  cores: 1,
  hostBytes: 10,
  deviceBytes,
  card,
});

describe('several runs at once', () => {
  test('train as long as cores suffice, and the next starts when one ends', async () => {
    const { log, start, end } = machine();
    const queue = together(start, {});
    for (const name of ['a', 'b', 'c']) queue.add(id(name));
    expect(log).toEqual(['start a', 'start b']);
    await end(id('a'));
    expect(log.at(-1)).toBe('start c');
  });

  test('share a card by its memory, which is never filled to the brim', async () => {
    const { log, start } = machine();
    const queue = together(start, { a: onCard(40), b: onCard(40), c: onCard(5) });
    for (const name of ['a', 'b', 'c']) queue.add(id(name));
    expect(log).toEqual(['start a', 'start b']);
  });

  test('leave a card that does not tell its memory to one of them', () => {
    const { log, start } = machine();
    const queue = together(start, { a: onCard(1), b: onCard(1) }, { cards: [] });
    for (const name of ['a', 'b', 'c']) queue.add(id(name));
    expect(log).toEqual(['start a', 'start c']);
  });

  describe('on several cards', () => {
    const TWO = { cards: [aCard('0', 60), aCard('1', 90)] };

    test('each take the one that fewest have, of these the one with most free memory', () => {
      const { places, start } = machine();
      const queue = together(start, { a: onCard(30), b: onCard(30), c: onCard(30) }, TWO);
      for (const name of ['a', 'b', 'c']) queue.add(id(name));
      expect(places).toEqual({ a: '1', b: '0', c: '1' });
    });

    test('fill each by its own memory only', async () => {
      const { places, start, end } = machine();
      const needs = { a: onCard(70), b: onCard(70), c: onCard(70) };
      const queue = together(start, needs, TWO);
      for (const name of ['a', 'b', 'c']) queue.add(id(name));
      expect(places).toEqual({ a: '1', b: '0' });
      await end(id('b'));
      expect(places.c).toBe('0');
    });

    test('have the one that they name, and wait for it while others pass', async () => {
      const { log, places, start, end } = machine();
      const needs = { a: onCard(60, '0'), b: onCard(60, '0'), c: onCard(60), d: onCard(5, '0') };
      const queue = together(start, needs, TWO);
      for (const name of ['a', 'b', 'c', 'd']) queue.add(id(name));
      // `d` would fit beside `a`, but `b` came first.
      expect(log).toEqual(['start a', 'start c']);
      expect(places).toEqual({ a: '0', c: '1' });
      await end(id('a'));
      expect(places).toEqual({ a: '0', c: '1', b: '0', d: '0' });
    });

    test('that are looked at anew when a run has ended', async () => {
      const { places, start, end } = machine();
      let cards = TWO.cards;
      const queue = new RunQueue({
        start,
        needOf: () => onCard(10),
        room: () => ({ ...ROOM, cards }),
        look: async () => {
          cards = [aCard('0', 95), aCard('1', 90)];
        },
      });
      for (const name of ['a', 'b']) queue.add(id(name));
      await end(id('a'));
      expect(places).toEqual({ a: '1', b: '0' });
    });
  });

  test('overtake those that wait for another device only', () => {
    const { log, start } = machine();
    const big = { ...NEED, cores: 8 };
    const queue = together(start, { b: big, c: onCard(1) });
    for (const name of ['a', 'b', 'c', 'd']) queue.add(id(name));
    expect(log).toEqual(['start a', 'start c']);
  });

  test('are never more than the settings allow, which may change meanwhile', () => {
    const { log, start } = machine();
    let runsAtOnce = 1;
    const queue = new RunQueue({
      start,
      needOf: () => ({ ...NEED, cores: 1 }),
      room: () => ({ ...ROOM, runsAtOnce }),
    });
    for (const name of ['a', 'b', 'c']) queue.add(id(name));
    expect(log).toEqual(['start a']);
    runsAtOnce = 2;
    queue.review();
    expect(log).toEqual(['start a', 'start b']);
  });

  test('end together when the host does', async () => {
    const { log, start } = machine();
    const queue = together(start, {});
    for (const name of ['a', 'b', 'c']) queue.add(id(name));
    expect(await queue.close()).toEqual(['c']);
    expect(log.slice(2)).toEqual(['stop a', 'stop b']);
  });

  test('wait for memory of the machine, too', () => {
    const { log, start } = machine();
    const queue = together(start, { b: { ...NEED, hostBytes: 75 } });
    for (const name of ['a', 'b']) queue.add(id(name));
    expect(log).toEqual(['start a']);
  });
});

describe('RunQueue', () => {
  test('trains one run at a time, in the order they came', async () => {
    const { log, start, end } = machine();
    const queue = alone(start);
    queue.add(id('a'));
    queue.add(id('b'));
    expect(log).toEqual(['start a']);
    expect(queue.size).toBe(2);
    await end(id('a'));
    expect(log).toEqual(['start a', 'start b']);
    await end(id('b'));
    expect(queue.size).toBe(0);
  });

  test('a withdrawn run never starts', async () => {
    const { log, start, end } = machine();
    const queue = alone(start);
    queue.add(id('a'));
    queue.add(id('b'));
    expect(queue.withdraw(id('b'))).toBe(true);
    expect(queue.withdraw(id('a'))).toBe(false);
    await end(id('a'));
    expect(log).toEqual(['start a']);
  });

  test('only the training run is reachable', () => {
    const { start } = machine();
    const queue = alone(start);
    queue.add(id('a'));
    queue.add(id('b'));
    expect(queue.active(id('a'))?.id).toBe('a');
    expect(queue.active(id('b'))).toBeNull();
    expect([id('a'), id('b'), id('c')].map((run) => queue.has(run))).toEqual([true, true, false]);
  });

  test('closing stops the training run and hands back those in line', async () => {
    const { log, start } = machine();
    const queue = alone(start);
    queue.add(id('a'));
    queue.add(id('b'));
    expect(await queue.close()).toEqual(['b']);
    expect(log).toEqual(['start a', 'stop a']);
  });
});

describe('a run in line', () => {
  const reasons = (queue: RunQueue) =>
    queue.waiting().map(({ runId, reason, ahead }) => `${ahead} ${runId} ${reason}`);

  test('waits for its turn where as many train as may', () => {
    const { start } = machine();
    const queue = alone(start);
    for (const run of ['a', 'b', 'c']) queue.add(id(run));
    expect(reasons(queue)).toEqual(['0 b turn', '1 c turn']);
    expect(queue.waiting()[0]?.training).toBe(1);
  });

  test('is told what it lacks beside those in training', () => {
    const { start } = machine();
    const wide = { ...NEED, cores: 6 };
    const large = { ...NEED, cores: 1, hostBytes: 90 };
    const needs = { b: wide, c: large, d: onCard(50), e: onCard(50), f: onCard(10) };
    const queue = together(start, needs);
    for (const run of ['a', 'd', 'b', 'c', 'e', 'f']) queue.add(id(run));
    expect(reasons(queue)).toEqual(['0 b cores', '1 c memory', '2 e card', '3 f line']);
  });

  test('is told of again as the line moves, until nobody waits', async () => {
    const { start, end } = machine();
    const told: string[] = [];
    const queue = new RunQueue({
      start,
      needOf: () => NEED,
      room: () => ROOM,
      onLine: (waiting) => told.push(waiting.map(({ runId }) => runId).join(' ')),
    });
    for (const run of ['a', 'b', 'c']) queue.add(id(run));
    await end(id('a'));
    queue.withdraw(id('c'));
    expect(told).toEqual(['b', 'b c', 'c']);
  });
});
