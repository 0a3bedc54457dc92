import { describe, expect, test } from 'vitest';
import type { RunId } from '../../app/ids.ts';
import type { MachineRoom, RunNeed } from './admission.ts';
import { type ActiveRun, RunQueue } from './run-queue.ts';

const id = (name: string) => name as RunId;

/** Runs that end when told to; `log` says what happened in order. */
function machine() {
  const log: string[] = [];
  const ends = new Map<RunId, () => void>();
  const start = (run: RunId): ActiveRun => {
    log.push(`start ${run}`);
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
  return { log, start, end };
}

const ROOM: MachineRoom = { runsAtOnce: 1, cores: 8, hostBytes: 100, deviceBytes: 100 };
const NEED: RunNeed = { device: 'cpu', cores: 3, hostBytes: 10, deviceBytes: 0 };

const alone = (start: (run: RunId) => ActiveRun) =>
  new RunQueue({ start, needOf: () => NEED, room: () => ROOM });

/** A queue for several runs; each run's name begins with what it needs. */
function together(
  start: (run: RunId) => ActiveRun,
  needs: Readonly<Record<string, RunNeed>>,
  room: Partial<MachineRoom> = {},
) {
  return new RunQueue({
    start,
    needOf: (run) => needs[run] ?? NEED,
    room: () => ({ ...ROOM, runsAtOnce: 4, ...room }),
  });
}

const onCard = (deviceBytes: number): RunNeed => ({
  device: 'gpu',
  cores: 1,
  hostBytes: 10,
  deviceBytes,
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
    const queue = together(start, { a: onCard(1), b: onCard(1) }, { deviceBytes: null });
    for (const name of ['a', 'b', 'c']) queue.add(id(name));
    expect(log).toEqual(['start a', 'start c']);
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
