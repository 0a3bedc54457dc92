import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { formatMoney } from '../../app/format.ts';
import type { RunId } from '../../app/ids.ts';
import type { Settings } from '../../app/settings.ts';
import { amountsHere } from '../commands/amounts.ts';
import { priceOf } from '../commands/run-json.ts';
import { runsTable, runText } from '../commands/run-text.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
let run: RunId;
beforeAll(async () => {
  workbench = await TestWorkbench.open();
  const [started] = await workbench.startSample('iris', 'tabular-linear', { epochs: 2 });
  if (started === undefined) throw new Error('no run was started');
  run = (await workbench.ended(started.id)).id;
}, 60_000);
afterAll(() => workbench.close());

/** The same run in the list, as the command line tells it, in a decision about it, and by its lines. */
async function toldEverywhere() {
  const money = await workbench.answer('money.shown', null);
  const { runs } = await workbench.answer('runs.list', { offset: 0, limit: 10 });
  const [listed] = runs;
  if (listed === undefined || listed.costUsd === null) throw new Error('the run has no price');
  // As `Locale.money` shows an amount on every page.
  const onPage = formatMoney(listed.costUsd * money.perUsd, 'en', money.currency);

  const client = { request: workbench.request.bind(workbench) } as unknown as HostClient;
  const amounts = await amountsHere(client, 'en');
  expect(runsTable(runs, amounts, 'en')).toContain(onPage);
  const cost = await priceOf(client, listed);
  if (cost === null) throw new Error('the run cannot be priced');
  expect(cost.usd).toBe(listed.costUsd);
  expect(runText(listed, cost, amounts, 'en')).toContain(onPage);

  const scenario = await workbench.answer('cost.scenario-of-run', { run });
  const decision = await workbench.answer('cost.decide', { scenario });
  const tariff = decision.inputs.find(({ id }) => id === 'energy.usdPerKwh');
  expect(tariff?.base).toBe(cost.tariff.usdPerKwh);
  expect(decision.currency).toBe(money.currency);
  expect(decision.currencyPerUsd).toBe(money.perUsd);
  return { money, cost };
}

test('what a run cost is one number on page, command line and in its scenario, and follows the country', async () => {
  const vat = {
    sheet: 'vat_rates',
    row: 'DE',
    column: 'rate',
    value: '0.19',
    note: 'UStG',
  } as const;
  await workbench.answer('prices.set', vat);
  const usd: number[] = [];
  for (const [tariffRegion, currency] of [
    ['United States', 'USD'],
    ['Germany', 'EUR'],
    ['China', 'CNY'],
    ['Japan', 'USD'],
  ] as const) {
    await workbench.answer('settings.set', { changes: { tariffRegion } });
    const { money, cost } = await toldEverywhere();
    expect(money.currency).toBe(currency);
    expect(cost.tariff.region).toBe(tariffRegion);
    usd.push(cost.usd);
  }
  expect(new Set(usd).size).toBe(4);
});

test('a VAT that is set stays with its country, is gone in another and back on return', async () => {
  const vatIn = async (changes: Partial<Settings>) => {
    const answered = await workbench.answer('settings.set', { changes });
    expect(await workbench.answer('settings.get', null)).toEqual(answered);
    return answered.vat;
  };
  const rows = await workbench.answer('tariffs.list', null);
  const toldVat = async (region: string) => {
    const { cost } = await toldEverywhere();
    const plain = rows.find((row) => row.region === region)?.usdPerKwh ?? 0;
    return cost.tariff.usdPerKwh / plain - 1;
  };
  expect(await vatIn({ tariffRegion: 'France', vat: 0.2 })).toBe(0.2);
  expect(await toldVat('France')).toBeCloseTo(0.2, 12);
  expect(await vatIn({ tariffRegion: 'Japan' })).toBe(0);
  expect(await toldVat('Japan')).toBeCloseTo(0, 12);
  expect(await vatIn({ vat: 0.1 })).toBe(0.1);
  expect(await vatIn({ tariffRegion: 'France' })).toBe(0.2);
  expect(await toldVat('France')).toBeCloseTo(0.2, 12);
  expect(await vatIn({ tariffRegion: 'Japan' })).toBe(0.1);
  const refused = await workbench.request('settings.set', {
    changes: { tariffRegion: 'France', vat: 0.7 },
  });
  expect(refused).toMatchObject({ error: { code: 'settings/invalid', key: 'vat' } });
  expect(await workbench.answer('settings.get', null)).toMatchObject({
    tariffRegion: 'Japan',
    vat: 0.1,
  });
  await workbench.answer('prices.undo', { change: null });
  expect(await workbench.answer('settings.get', null)).toMatchObject({ vat: 0 });
  // Without a country it is kept for the one that is chosen first.
  expect(await vatIn({ tariffRegion: null, vat: 0.07 })).toBe(0.07);
  expect(await vatIn({ tariffRegion: 'Italy' })).toBe(0.07);
  expect(await vatIn({ tariffRegion: 'Japan' })).toBe(0);
  expect(await vatIn({ tariffRegion: null })).toBe(0);
  expect(await vatIn({ tariffRegion: 'Italy', vat: 0 })).toBe(0);
});

test('a country’s own VAT goes into a run’s line as into a scenario, and is told with its source', async () => {
  await workbench.answer('settings.set', { changes: { tariffRegion: 'Germany' } });
  const { cost } = await toldEverywhere();
  const rows = await workbench.answer('tariffs.list', null);
  const german = rows.find(({ region }) => region === 'Germany');
  expect(cost.tariff.usdPerKwh).toBeCloseTo((german?.usdPerKwh ?? 0) * 1.19, 12);
  expect(cost.own.basis.find(({ key }) => key === 'cost.basis.vat')).toMatchObject({
    values: { percent: 19 },
    source: { source: 'UStG', kind: 'user' },
  });
  await workbench.answer('settings.set', { changes: { vat: 0.05 } });
  const { cost: bySettings } = await toldEverywhere();
  expect(bySettings.tariff.usdPerKwh).toBeCloseTo((german?.usdPerKwh ?? 0) * 1.05, 12);
});
