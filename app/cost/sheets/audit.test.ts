import { describe, expect, test } from 'vitest';
import { apiPriceRow } from '../../testing/api-price.ts';
import type { ApiPriceRow, CloudGpuRow, SheetName, SheetRow } from '../fact-sheets.ts';
import { auditSheet } from './audit.ts';
import { currentSheet } from './current-sheet.ts';
import { ageMonths, isStale } from './figure-age.ts';

const TODAY = '2026-11-26';
const DATED = { source: 'a list', as_of: '2026-08-01', confidence: 'read', notes: null } as const;

function offer(changes: Partial<CloudGpuRow> = {}): CloudGpuRow {
  return {
    ...DATED,
    provider: 'Cloud',
    instance_type: 'eight',
    gpu: 'H100',
    gpu_count: 8,
    gpu_memory_gb: 80,
    vcpus: null,
    ram_gb: null,
    region: 'north',
    on_demand_usd_per_h: 24,
    spot_usd_per_h: 12,
    on_demand_usd_per_gpu_h: 3,
    spot_usd_per_gpu_h: 1.5,
    tier: 'on-demand',
    as_of_precision: null,
    ...changes,
  };
}

function model(changes: Partial<ApiPriceRow> = {}): ApiPriceRow {
  return apiPriceRow({ ...DATED, ...changes });
}

function audit<Name extends SheetName>(sheet: Name, rows: readonly SheetRow<Name>[]) {
  return auditSheet(currentSheet(sheet, rows, []), rows, TODAY).map(
    ({ rule, row, column, values }) => ({ rule, row, column, values }),
  );
}

describe('the audit', () => {
  test('finds nothing in a sound offer', () => {
    expect(audit('cloud_gpu_prices', [offer()])).toEqual([]);
    expect(audit('api_prices', [model()])).toEqual([]);
  });

  test.each([
    ['stale', offer({ as_of: '2025-11-26' }), 'as_of'],
    ['year-only', offer({ as_of: '2026' }), 'as_of'],
    ['date-ahead', offer({ as_of: '2027-01' }), 'as_of'],
    ['recalled', offer({ confidence: 'recalled' }), null],
    ['spot-not-cheaper', offer({ spot_usd_per_h: 24, spot_usd_per_gpu_h: 3 }), 'spot_usd_per_h'],
    ['inconsistent', offer({ on_demand_usd_per_gpu_h: 24 }), 'on_demand_usd_per_gpu_h'],
    ['implausible', offer({ ram_gb: 2_000_000 }), 'ram_gb'],
  ] as const)('finds %s', (rule, row, column) => {
    expect(audit('cloud_gpu_prices', [row])).toMatchObject([
      { rule, column, row: 'Cloud/eight/80/north' },
    ]);
  });

  test('takes a price of 0 for unknown', () => {
    const free = model({ output_usd_per_mtok: 0 });
    expect(audit('api_prices', [free])).toMatchObject([
      { rule: 'zero-price', column: 'output_usd_per_mtok' },
    ]);
  });

  test('finds cached tokens dearer than fresh ones, and answers cheaper than questions', () => {
    const odd = model({ cached_input_usd_per_mtok: 3, output_usd_per_mtok: 1 });
    expect(audit('api_prices', [odd]).map(({ rule }) => rule)).toEqual([
      'cached-above-input',
      'output-below-input',
    ]);
  });

  test('finds prices of long prompts that are not whole, are cheaper, or never apply', () => {
    const long = {
      long_prompt_above_tokens: 64_000,
      long_prompt_input_usd_per_mtok: 4,
      long_prompt_output_usd_per_mtok: 12,
    };
    expect(audit('api_prices', [model(long)])).toEqual([]);
    expect(audit('api_prices', [model({ long_prompt_above_tokens: 64_000 })])).toMatchObject([
      { rule: 'long-prompt-incomplete', column: 'long_prompt_input_usd_per_mtok' },
    ]);
    const odd = model({
      ...long,
      long_prompt_above_tokens: 128_000,
      long_prompt_output_usd_per_mtok: 4,
    });
    expect(audit('api_prices', [odd]).map(({ rule }) => rule)).toEqual([
      'long-prompt-cheaper',
      'long-prompt-unreachable',
    ]);
  });

  test('finds the region in which an offer is listed at half its price', () => {
    const half = { on_demand_usd_per_h: 12, on_demand_usd_per_gpu_h: 1.5, spot_usd_per_h: null };
    expect(
      audit('cloud_gpu_prices', [
        offer(),
        offer({ ...half, region: 'south', spot_usd_per_gpu_h: null }),
      ]),
    ).toEqual([
      {
        rule: 'half-price',
        row: 'Cloud/eight/80/south',
        column: 'on_demand_usd_per_gpu_h',
        values: { value: 1.5, other: 3, otherRow: 'Cloud/eight/80/north' },
      },
    ]);
  });

  test("finds a router's price that is half the maker's", () => {
    const routed = model({
      model: 'maker/large',
      provider: 'Maker (routed)',
      output_usd_per_mtok: 4,
    });
    expect(audit('api_prices', [model(), routed])).toMatchObject([
      { rule: 'half-price', row: 'Maker (routed)/maker/large' },
    ]);
  });

  test('finds one offer far from its market', () => {
    const market = ['a', 'b', 'c', 'd'].map((provider) => offer({ provider }));
    const cheap = offer({
      provider: 'e',
      on_demand_usd_per_h: 4,
      on_demand_usd_per_gpu_h: 0.5,
      spot_usd_per_h: null,
      spot_usd_per_gpu_h: null,
    });
    expect(audit('cloud_gpu_prices', [...market, cheap])).toMatchObject([
      { rule: 'outlier', row: 'e/eight/80/north', values: { median: 3, offers: 5 } },
    ]);
  });

  test('finds rows that differ in spelling only', () => {
    expect(
      audit('api_prices', [model(), model({ provider: 'MAKER', model: 'Large ' })]),
    ).toMatchObject([{ rule: 'duplicate', row: 'MAKER/Large ', values: { other: 'Maker/large' } }]);
  });

  test('says when the installation brings a newer row, and when an own figure was overtaken', () => {
    const current = currentSheet(
      'api_prices',
      [model({ as_of: '2026-10-01' })],
      [
        {
          kind: 'import',
          id: 1,
          sheet: 'api_prices',
          mode: 'replace',
          file: 'mine.csv',
          rows: [model()],
          changedAt: '2026-08-02T00:00:00.000Z',
        },
        {
          kind: 'figure',
          id: 2,
          sheet: 'api_prices',
          row: 'Maker/large',
          column: 'input_usd_per_mtok',
          value: 1,
          note: '',
          changedAt: '2026-07-01T00:00:00.000Z',
        },
      ],
    );
    const findings = auditSheet(current, [model({ as_of: '2026-10-01' })], TODAY);
    expect(findings).toMatchObject([
      {
        rule: 'own-outdated',
        severity: 'warning',
        values: { setAt: '2026-07-01', asOf: '2026-08-01' },
      },
      {
        rule: 'bundled-newer',
        severity: 'note',
        values: { asOf: '2026-08-01', newer: '2026-10-01' },
      },
    ]);
  });
});

describe('age', () => {
  test.each([
    ['2026-11-26', 0],
    ['2026-10-27', 0],
    ['2026-10-26', 1],
    ['2025-09', 14],
    ['2026', 10],
    ['soon', null],
  ])('of %s is %s months', (asOf, months) => {
    expect(ageMonths(asOf, TODAY)).toBe(months);
  });

  test('makes a price stale, never a fact of the past or a card', () => {
    expect(isStale('api_prices', { as_of: '2026-05-26' }, TODAY)).toBe(true);
    expect(isStale('api_prices', { as_of: '2026-05-27' }, TODAY)).toBe(false);
    expect(isStale('api_price_history', { as_of: '2020-10-01' }, TODAY)).toBe(false);
    expect(isStale('gpus', { as_of: '2015' }, TODAY)).toBe(false);
  });
});
