import { expect, test } from 'vitest';
import type { ReduceOnPlateauSchedule } from '../compiler/schedules/schedule.ts';
import { afterPlateauEpoch, FRESH_PLATEAU_STATE } from './reduce-on-plateau.ts';

const RULE: ReduceOnPlateauSchedule = {
  kind: 'reduce-on-plateau',
  monitor: 'val/loss',
  factor: 0.5,
  patience: 2,
  minDelta: 0.25,
  cooldown: 0,
  minLearningRate: 0,
};

/** The learning rate after each epoch. */
function rates(rule: Partial<ReduceOnPlateauSchedule>, values: readonly number[]): number[] {
  const schedule = { ...RULE, ...rule };
  let state = FRESH_PLATEAU_STATE;
  let learningRate = 0.8;
  return values.map((value) => {
    const verdict = afterPlateauEpoch(schedule, state, { [schedule.monitor]: value }, learningRate);
    ({ state, learningRate } = verdict);
    return learningRate;
  });
}

test('it falls once patience is used up, and again after as long', () => {
  // 1.875 gains less than minDelta.
  expect(rates({}, [2, 1.875, 2, 2, 2, 2])).toEqual([0.8, 0.8, 0.4, 0.4, 0.2, 0.2]);
});

test('an improvement starts the waiting anew', () => {
  expect(rates({}, [2, 2, 1.5, 1.5, 1, 1])).toEqual([0.8, 0.8, 0.8, 0.8, 0.8, 0.8]);
});

test('accuracy improves upwards', () => {
  const rule = { monitor: 'val/accuracy', minDelta: 0, patience: 1 } as const;
  expect(rates(rule, [0.5, 0.6, 0.6, 0.7, 0.65])).toEqual([0.8, 0.8, 0.4, 0.4, 0.2]);
});

test('after a fall none is counted while it cools down', () => {
  // Falls behind epoch 2; epoch 3 cools down, epochs 4 and 5 are counted.
  expect(rates({ cooldown: 2 }, [2, 2, 2, 2, 2, 2])).toEqual([0.8, 0.8, 0.4, 0.4, 0.4, 0.2]);
});

test('it falls to the least learning rate and no further', () => {
  expect(rates({ patience: 1, minLearningRate: 0.3 }, [2, 2, 2, 2])).toEqual([0.8, 0.4, 0.3, 0.3]);
});

test('without patience every epoch that is no better lets it fall', () => {
  expect(rates({ patience: 0 }, [2, 2, 2])).toEqual([0.8, 0.4, 0.2]);
});

test('NaN is no improvement, and where the figure is missing nothing changes', () => {
  expect(rates({ patience: 1 }, [Number.NaN, Number.NaN])).toEqual([0.4, 0.2]);
  expect(afterPlateauEpoch(RULE, FRESH_PLATEAU_STATE, {}, 0.8)).toEqual({
    state: FRESH_PLATEAU_STATE,
    learningRate: 0.8,
  });
});
