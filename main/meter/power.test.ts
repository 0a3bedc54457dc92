import { expect, test } from 'vitest';
import type { RunEnergy } from '../../app/training/run.ts';
import { NO_POWER, startPower } from './power.ts';

function powerOf(readings: readonly RunEnergy[]) {
  let at = 0;
  let stopped = false;
  const read = () => readings[at++] ?? { kwh: 0, source: 'estimate' as const };
  const power = startPower('0', (card) => {
    expect(card).toEqual({ command: 'nvidia-smi', id: '0' });
    return {
      read,
      pause: () => {},
      continue: () => {},
      stop: () => {
        stopped = true;
        return read();
      },
    };
  });
  return { power, isStopped: () => stopped };
}

test('a level has used what the counters went up by', () => {
  const { power, isStopped } = powerOf([
    { kwh: 0.25, source: 'rapl' },
    { kwh: 0.75, source: 'rapl' },
  ]);
  expect(power.since(power.read())).toEqual({ kwh: 0.5, source: 'rapl' });
  power.stop();
  expect(isStopped()).toBe(true);
});

test('what cannot be read is absent, never estimated', () => {
  const { power } = powerOf([
    { kwh: 1, source: 'estimate' },
    { kwh: 2, source: 'estimate' },
  ]);
  expect(power.since(power.read())).toBeNull();
  expect(NO_POWER.since(NO_POWER.read())).toBeNull();
});

test('a reader that came late has not seen all', () => {
  const { power } = powerOf([
    { kwh: 1, source: 'rapl' },
    { kwh: 2, source: 'rapl+nvidia-smi' },
  ]);
  expect(power.since(power.read())).toBeNull();
});
