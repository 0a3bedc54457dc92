import { describe, expect, test } from 'vitest';
import type { RunId } from '../../app/ids.ts';
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

describe('RunQueue', () => {
  test('trains one run at a time, in the order they came', async () => {
    const { log, start, end } = machine();
    const queue = new RunQueue(start);
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
    const queue = new RunQueue(start);
    queue.add(id('a'));
    queue.add(id('b'));
    expect(queue.withdraw(id('b'))).toBe(true);
    expect(queue.withdraw(id('a'))).toBe(false);
    await end(id('a'));
    expect(log).toEqual(['start a']);
  });

  test('only the training run is reachable', () => {
    const { start } = machine();
    const queue = new RunQueue(start);
    queue.add(id('a'));
    queue.add(id('b'));
    expect(queue.active(id('a'))?.id).toBe('a');
    expect(queue.active(id('b'))).toBeNull();
    expect([id('a'), id('b'), id('c')].map((run) => queue.has(run))).toEqual([true, true, false]);
  });

  test('closing stops the training run and hands back those in line', async () => {
    const { log, start } = machine();
    const queue = new RunQueue(start);
    queue.add(id('a'));
    queue.add(id('b'));
    expect(await queue.close()).toEqual(['b']);
    expect(log).toEqual(['start a', 'stop a']);
  });
});
