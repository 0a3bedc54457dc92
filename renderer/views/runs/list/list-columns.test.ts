import { describe, expect, test } from 'vitest';
import { aRun } from '../../../../app/testing/builders.ts';
import { fittingColumns, metricColumns, sortedColumn, sortKey } from './list-columns.ts';

describe('fittingColumns', () => {
  const metrics = ['val/loss', 'val/accuracy'];

  test('a wide table shows everything, in reading order', () => {
    expect(fittingColumns(metrics, 2000)).toEqual([
      'name',
      'status',
      'dataset',
      'model',
      'metric:val/loss',
      'metric:val/accuracy',
      'duration',
      'cost',
      'age',
      'actions',
    ]);
  });

  test('a narrow one keeps name, actions, status and loss longest', () => {
    expect(fittingColumns(metrics, 640)).toEqual(['name', 'status', 'metric:val/loss', 'actions']);
  });
});

describe('metricColumns', () => {
  test('follow what the runs have', () => {
    const regression = aRun({ metrics: { 'val/loss': 1, 'val/mae': 2 } });
    expect(metricColumns([regression])).toEqual(['val/loss', 'val/mae']);
  });

  test('loss has one even before any run is known', () => {
    expect(metricColumns([])).toEqual(['val/loss']);
  });
});

test('columns and the keys that the host sorts by lead to one another', () => {
  expect(sortKey('dataset')).toBe('datasetName');
  expect(sortKey('metric:test/accuracy')).toBe('test/accuracy');
  expect(sortKey('actions')).toBeNull();
  for (const key of ['createdAt', 'costUsd', 'val/loss', 'f1/macro']) {
    expect(sortKey(sortedColumn(key))).toBe(key);
  }
});
