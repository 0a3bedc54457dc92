import { expect, test } from 'vitest';
import { RUN_STATUSES } from './run.ts';
import { isActive, nextStatus, type RunStatusEvent } from './run-status.ts';

const follow = (...events: readonly RunStatusEvent[]) =>
  events.reduce<ReturnType<typeof nextStatus>>(
    (status, event) => (status === null ? null : nextStatus(status, event)),
    'queued',
  );

test('a run goes its way', () => {
  expect(follow('start', 'ready', 'complete')).toBe('completed');
  expect(follow('start', 'ready', 'pause', 'continue', 'pause', 'stop')).toBe('stopped');
  expect(follow('start', 'ready', 'interrupt', 'resume', 'start', 'ready')).toBe('running');
  expect(follow('start', 'fail')).toBe('failed');
});

test('what cannot happen is refused', () => {
  expect(follow('pause')).toBeNull();
  expect(follow('start', 'ready', 'continue')).toBeNull();
  expect(follow('start', 'ready', 'complete', 'stop')).toBeNull();
  expect(follow('start', 'ready', 'pause', 'complete')).toBeNull();
});

test('only runs that have or await an engine are active', () => {
  expect(RUN_STATUSES.filter(isActive)).toEqual(['queued', 'starting', 'running', 'paused']);
});

test('an ended run is left only by resuming', () => {
  const events: readonly RunStatusEvent[] = [
    'start',
    'ready',
    'pause',
    'continue',
    'complete',
    'stop',
    'fail',
    'interrupt',
  ];
  for (const status of RUN_STATUSES.filter((candidate) => !isActive(candidate))) {
    expect(events.map((event) => nextStatus(status, event))).toEqual(events.map(() => null));
    expect(nextStatus(status, 'resume')).toBe('queued');
  }
});
