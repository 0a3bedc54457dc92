import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunId } from '../../app/ids.ts';
import type { MetricPoint } from '../../app/metrics/series.ts';
import { aPoint } from '../../app/testing/builders.ts';
import type { Store } from './open.ts';
import { bucketSpan, representatives } from './series-levels.ts';
import { storeWithRun, unwrap } from './testing/temporary-store.ts';

function points(count: number, value: (step: number) => number, from = 0): MetricPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const step = from + index;
    return aPoint({ tag: 'batch/loss', step, epoch: Math.floor(step / 100), value: value(step) });
  });
}

function readOne(store: Store, runId: RunId, maximumPoints: number) {
  const [series] = store.series.read(runId, null, maximumPoints);
  if (series === undefined) throw new Error('No series');
  return series;
}

test('points come back as they were, tag by tag', () => {
  const { store, runId } = storeWithRun();
  const stored = [
    aPoint({ tag: 'loss', step: 4, value: 0.5 }),
    aPoint({ tag: 'val/loss', step: 4, value: Number.NaN }),
    aPoint({ tag: 'loss', step: 8, epoch: 1, value: Number.POSITIVE_INFINITY }),
  ];
  unwrap(store.series.append(runId, stored));
  const [first, second, third] = stored;
  expect([...store.series.readAll(runId)]).toEqual([first, third, second]);
  expect(store.series.read(runId, ['val/loss'], 10)).toEqual([
    {
      tag: 'val/loss',
      steps: [4],
      epochs: [0],
      values: [Number.NaN],
      wallTimesMs: [aPoint().wallTimeMs],
      totalPoints: 1,
    },
  ]);
});

test('a long series is read in few points with its ends and extremes', () => {
  const { store, runId } = storeWithRun();
  const count = 50_000;
  const value = (step: number) => (step === 31_234 ? -5 : step === 17 ? 9 : Math.sin(step / 1000));
  unwrap(store.series.append(runId, points(count, value)));
  const series = readOne(store, runId, 100);
  expect(series.totalPoints).toBe(count);
  expect(series.steps.length).toBeGreaterThan(50);
  expect(series.steps.length).toBeLessThanOrEqual(100);
  expect([series.steps.at(0), series.steps.at(-1)]).toEqual([0, count - 1]);
  expect([Math.min(...series.values), Math.max(...series.values)]).toEqual([-5, 9]);
});

/** SQLite knows no −0. */
const finiteValue = fc.double({ min: -10, max: 10, noNaN: true }).map((value) => value + 0);
/** A number that a loss may be, however odd. */
const anyValue = fc.oneof(
  { weight: 10, arbitrary: finiteValue },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.array(anyValue, { maxLength: 400 }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
);

test('after any appending and truncating, what is read is what was written', () => {
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 12 }),
      fc.integer({ min: 4, max: 60 }),
      (actions, maximumPoints) => {
        const { store, runId } = sharedStore();
        const expected: MetricPoint[] = [];
        for (const each of actions) {
          if (typeof each === 'number') {
            const lastStep = Math.floor(each * expected.length) - 1;
            unwrap(store.series.truncate(runId, lastStep));
            expected.length = lastStep + 1;
          } else {
            const added = points(each.length, () => 0, expected.length).map((point, index) => ({
              ...point,
              value: each[index] ?? 0,
            }));
            unwrap(store.series.append(runId, added));
            expected.push(...added);
          }
        }

        expect([...store.series.readAll(runId)]).toEqual(expected);
        const series = store.series.read(runId, null, maximumPoints)[0];
        if (expected.length === 0) return series === undefined;
        if (series === undefined) return false;
        const numbers = (values: readonly number[]) =>
          values.filter((value) => !Number.isNaN(value));
        const all = expected.map((point) => point.value);
        expect(series.totalPoints).toBe(all.length);
        expect(series.steps.length).toBeLessThanOrEqual(maximumPoints);
        expect(series.values).toEqual(series.steps.map((step) => all[step]));
        expect(Math.min(...numbers(series.values))).toBe(Math.min(...numbers(all)));
        expect(Math.max(...numbers(series.values))).toBe(Math.max(...numbers(all)));
        expect([series.steps.at(0), series.steps.at(-1)]).toEqual([0, all.length - 1]);
        expectLevels(store.file, expected.length);
        return true;
      },
    ),
    { numRuns: 60 },
  );

  /** One store for all runs of the property; each begins with an empty series. */
  function sharedStore() {
    shared ??= storeWithRun();
    unwrap(shared.store.series.truncate(shared.runId, -1));
    return shared;
  }
});
let shared: ReturnType<typeof storeWithRun> | undefined;

/** Every level holds exactly what its complete buckets of all points have to show. */
function expectLevels(file: string, pointCount: number): void {
  const database = new Database(file, { readonly: true });
  const rows = database.prepare<[number], Parameters<typeof representatives>[0][number]>(
    `SELECT position, step, epoch, value, wall_time_ms AS wallTimeMs
     FROM metric_points WHERE level = ? ORDER BY position`,
  );
  const all = rows.all(0);
  for (let level = 1; level < 8; level += 1) {
    const span = bucketSpan(level);
    const buckets = Math.floor(pointCount / span);
    const expected = Array.from({ length: buckets }, (_, bucket) =>
      representatives(all.slice(bucket * span, (bucket + 1) * span)),
    ).flat();
    expect(rows.all(level)).toEqual(expected);
  }
  database.close();
}

test('a resumed run goes on from the step of its checkpoint', () => {
  const { store, runId } = storeWithRun();
  unwrap(
    store.series.append(
      runId,
      points(100, (step) => step),
    ),
  );
  unwrap(store.series.append(runId, [aPoint({ tag: 'val/loss', step: 90 })]));
  unwrap(store.series.truncate(runId, 49));
  unwrap(
    store.series.append(
      runId,
      points(10, () => 0, 50),
    ),
  );
  const all = [...store.series.readAll(runId)];
  expect(all.map((point) => point.step)).toEqual(Array.from({ length: 60 }, (_, step) => step));
  expect(new Set(all.map((point) => point.tag))).toEqual(new Set(['batch/loss']));
});

test('a step before the last one is a bug, and nothing of its batch is stored', () => {
  const { store, runId } = storeWithRun();
  unwrap(store.series.append(runId, [aPoint({ step: 5 })]));
  const batch = [aPoint({ step: 6 }), aPoint({ step: 4 })];
  expect(() => store.series.append(runId, batch)).toThrow('Step 4 of loss comes after step 6');
  expect([...store.series.readAll(runId)].map((point) => point.step)).toEqual([5]);
});

test('reading all points leaves the store free for writing', () => {
  const { store, runId } = storeWithRun();
  unwrap(
    store.series.append(
      runId,
      points(20, () => 1),
    ),
  );
  const reading = store.series.readAll(runId);
  reading.next();
  unwrap(
    store.series.append(
      runId,
      points(1, () => 1, 20),
    ),
  );
  expect([...reading]).toHaveLength(19);
});
