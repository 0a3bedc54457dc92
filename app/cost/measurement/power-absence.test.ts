import { expect, test } from 'vitest';
import { aMeasuredLevel, aMeasurement } from '../../testing/measurements.ts';
import type { Measurement } from './measurement.ts';
import { powerAbsence } from './power-absence.ts';

const ENERGY = { kwh: 0.01, source: 'rapl', watts: 80 } as const;
const [withPower, without] = [aMeasuredLevel({ energy: ENERGY }), aMeasuredLevel({ energy: null })];
const machine = (changes: Partial<Measurement['machine']>) => ({
  ...aMeasurement().machine,
  ...changes,
});

test.each([
  ['null where every level has watts', [withPower], {}, null],
  ['elsewhere', [without], { hasServer: false, processorCounter: 'readable' }, 'elsewhere'],
  ['forbidden', [without], { processorCounter: 'forbidden' }, 'forbidden'],
  ['absent', [without], { processorCounter: 'absent' }, 'absent'],
  ['partly, where some have', [withPower, without], { processorCounter: 'readable' }, 'partly'],
  ['unknown, of an older measurement', [without], {}, 'unknown'],
] as const)('why there are no watts: %s', (_, levels, changes, expected) => {
  expect(powerAbsence({ levels, machine: machine(changes) })).toBe(expected);
});
