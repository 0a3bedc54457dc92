import { expect, test } from 'vitest';
import type { MeasurementId } from '../../app/ids.ts';
import { aMeasurement } from '../../app/testing/measurements.ts';
import { temporaryStore, unwrap } from './testing/temporary-store.ts';

const AT = '2026-08-02T10:00:00.000Z';

test('measurements come back as they were, the newest first', () => {
  const { measurements } = temporaryStore();
  const first = aMeasurement();
  const second = aMeasurement({
    id: 'measurement-2' as MeasurementId,
    startedAt: AT,
    cutShortBy: { code: 'meter/cut-short', concurrency: 4, failure: 'timeout' },
  });
  unwrap(measurements.insert(first));
  unwrap(measurements.insert(second));
  expect(measurements.list()).toEqual([second, first]);
  expect(unwrap(measurements.get(first.id))).toEqual(first);
});

test('a measurement is found by its id, or by a name that is its own', () => {
  const { measurements } = temporaryStore();
  const first = unwrap(measurements.insert(aMeasurement()));
  expect(unwrap(measurements.find(first.name))).toEqual(first);
  unwrap(measurements.insert(aMeasurement({ id: 'measurement-2' as MeasurementId })));
  expect(unwrap(measurements.find(first.id))).toEqual(first);
  expect(measurements.find(first.name)).toEqual({
    ok: false,
    error: { code: 'measurement/name-ambiguous', measurement: first.name, matches: 2 },
  });
});

test('measurements are renamed, thrown away and brought back', () => {
  const { measurements } = temporaryStore();
  const { id } = unwrap(measurements.insert(aMeasurement()));
  const notFound = { ok: false, error: { code: 'measurement/not-found', measurement: id } };
  const renamed = aMeasurement({ name: 'under the desk' });
  expect(unwrap(measurements.rename(id, 'under the desk'))).toEqual(renamed);
  unwrap(measurements.markDeleted(id, AT));
  expect(measurements.list()).toEqual([]);
  expect(measurements.find(id)).toEqual(notFound);
  expect(measurements.rename(id, 'gone')).toEqual(notFound);
  expect(measurements.trash()).toEqual([{ id, name: 'under the desk', deletedAt: AT }]);
  expect(unwrap(measurements.undelete(id))).toEqual(renamed);
  expect(measurements.purge(id)).toEqual(notFound);
  unwrap(measurements.markDeleted(id, AT));
  unwrap(measurements.purge(id));
  expect(measurements.undelete(id)).toEqual(notFound);
});
