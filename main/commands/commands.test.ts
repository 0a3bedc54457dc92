import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Events } from '../../app/contract/events.ts';
import { type AppError, ok, type Result } from '../../app/errors.ts';
import type { MetricPoint } from '../../app/metrics/series.ts';
import { aRun } from '../../app/testing/builders.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { followRuns } from './follow-runs.ts';
import { settingsOf, wholeNumber } from './option-values.ts';
import { readInput } from './predict.ts';
import { readChange } from './settings.ts';
import type { VerbContext } from './verb.ts';

describe('predict INPUT', () => {
  test('a row is JSON or pairs; values may hold commas, nothing stands for missing', () => {
    expect(readInput('{"a": 1.5, "b": "x", "c": null, "d": true}')).toEqual(
      ok({ kind: 'row', values: { a: '1.5', b: 'x', c: null, d: 'true' } }),
    );
    expect(readInput('{"a": 1.5, "b": "2,5"}', false, 'comma')).toEqual(
      ok({ kind: 'row', values: { a: '1,5', b: '2,5' }, decimal: 'comma' }),
    );
    expect(readInput('a=1.5,b=x, y,c=')).toEqual(
      ok({ kind: 'row', values: { a: '1.5', b: 'x, y', c: null } }),
    );
  });

  test('an existing file wins over what its name looks like', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearth-predict-'));
    const path = join(folder, 'a=1.png');
    writeFileSync(path, '');
    expect(readInput(path)).toEqual(ok({ kind: 'file', path }));
    rmSync(folder, { recursive: true });
    expect(readInput('/no/such.png')).toEqual(ok({ kind: 'file', path: '/no/such.png' }));
  });

  test('broken JSON and nested values are refused by value', () => {
    for (const given of ['{"a": ', '{"a": {"b": 1}}', '{"a": [1]}']) {
      expect(readInput(given)).toMatchObject({ error: { code: 'run/input-invalid' } });
    }
  });
});

test('--set takes key=value; the value may hold more signs, the last of a key counts', () => {
  expect(settingsOf(['a=1', 'b=x=y', 'a=2'])).toEqual(ok({ a: '2', b: 'x=y' }));
  for (const pair of ['a', '=1', '']) {
    expect(settingsOf([pair])).toMatchObject({ error: { code: 'usage/invalid' } });
  }
});

test('whole numbers are digits within the limit', () => {
  expect(wholeNumber('--port', '8080', 65_535)).toEqual(ok(8080));
  for (const value of ['65536', '-1', '1.5', '', '0x10', 'x']) {
    expect(wholeNumber('--port', value, 65_535).ok, value).toBe(false);
  }
});

describe('settings set', () => {
  test('a value is read as what the setting accepts', () => {
    expect(readChange('language', 'zh')).toEqual(ok({ language: 'zh' }));
    expect(readChange('vat', '0.19')).toEqual(ok({ vat: 0.19 }));
    expect(readChange('tariffRegion', 'null')).toEqual(ok({ tariffRegion: null }));
    expect(readChange('currency', 'null')).toEqual(ok({ currency: null }));
    expect(readChange('machineWatts', 'null')).toEqual(ok({ machineWatts: null }));
    expect(readChange('tariffRegion', 'Germany')).toEqual(ok({ tariffRegion: 'Germany' }));
  });

  test.each([
    ['vat', '19'],
    ['vat', ''],
    ['language', 'de'],
    ['threads', '1.5'],
    ['currency', 'euro'],
    ['currency', 'EURO'],
    ['currency', 'QQQ'],
  ])('%s = %s is refused', (key, value) => {
    expect(readChange(key, value)).toMatchObject({ error: { code: 'settings/invalid', key } });
  });
});

describe('followRuns', () => {
  /** A context whose host is the test. */
  function follow(start: () => Promise<Result<readonly RunSummary[]>>) {
    const heard: Partial<Record<keyof Events, (event: never) => void>> = {};
    const emitted: Record<string, unknown>[] = [];
    let lose: (error: AppError) => void = () => {};
    const context: VerbContext = {
      client: {
        subscribe: (name, listener) => {
          heard[name] = listener;
          return () => delete heard[name];
        },
        request: async () => ({ ok: false, error: { code: 'run/not-found', run: '' } }),
      },
      language: 'en',
      emit: (json) => emitted.push(json as Record<string, unknown>),
      note: () => {},
      progress: () => {},
      confirm: async () => false,
      onInterrupt: () => {},
      lost: new Promise((resolve) => {
        lose = resolve;
      }),
    };
    const tell = <Name extends keyof Events>(name: Name, event: Events[Name]) =>
      heard[name]?.(event as never);
    return { ended: followRuns(context, start), tell, emitted, lose, heard };
  }

  const run = aRun({ status: 'queued' });
  const point = (tag: string, epoch: number): MetricPoint => ({
    ...{ tag, epoch, value: epoch, wallTimeMs: 0 },
    step: epoch * 7 + 7,
  });
  const epochPoints = (epoch: number) => ({
    runId: run.id,
    points: [point('loss', epoch), point('val/loss', epoch), point('batch/loss', epoch)],
  });
  const tick = () => new Promise((resolve) => setTimeout(resolve, 0));

  test('what is told before the start is answered is not lost', async () => {
    let answer: () => void = () => {};
    const { ended, tell, emitted } = follow(
      () =>
        new Promise((resolve) => {
          answer = () => resolve(ok([run]));
        }),
    );
    tell('run.metrics', epochPoints(0));
    tell('run.changed', aRun({ status: 'completed' }));
    answer();
    expect(await ended).toEqual(ok(null));
    expect(emitted.map(({ event }) => event)).toEqual(['epoch', 'run']);
  });

  test('bundled epochs become a line each, without the points within an epoch', async () => {
    const { ended, tell, emitted } = follow(async () => ok([run]));
    await tick();
    tell('run.metrics', {
      runId: run.id,
      points: [...epochPoints(3).points, ...epochPoints(4).points],
    });
    tell('run.changed', aRun({ status: 'stopped' }));
    await ended;
    expect(emitted.slice(0, 2)).toEqual([
      { event: 'epoch', run: run.id, epoch: 3, step: 28, metrics: { loss: 3, 'val/loss': 3 } },
      { event: 'epoch', run: run.id, epoch: 4, step: 35, metrics: { loss: 4, 'val/loss': 4 } },
    ]);
  });

  test('a failed run prints its line, then is the failure', async () => {
    const error: AppError = { code: 'engine/loss-not-finite', step: 12, epoch: 1 };
    const { ended, tell, emitted } = follow(async () => ok([run]));
    await tick();
    tell('run.changed', aRun({ status: 'failed', error }));
    expect(await ended).toEqual({ ok: false, error });
    expect(emitted).toMatchObject([{ event: 'run', run: { status: 'failed' } }]);
  });

  test('a host that is lost ends the command, and nobody listens any more', async () => {
    const { ended, lose, heard } = follow(async () => ok([run]));
    await tick();
    lose({ code: 'host/unreachable', path: 'home' });
    expect(await ended).toMatchObject({ error: { code: 'host/unreachable' } });
    expect(heard).toEqual({});
  });

  test('what cannot be started is the failure', async () => {
    const error: AppError = { code: 'dataset/not-found', name: 'x' };
    expect(await follow(async () => ({ ok: false, error })).ended).toEqual({ ok: false, error });
  });
});
