import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../bounds.ts';
import { DEFAULT_SETTINGS } from '../../settings.ts';
import { isMessageKey } from '../../text.ts';
import type { SheetName, SheetRow } from '../fact-sheets.ts';
import { readRow } from '../sheets/read-row.ts';
import { decide } from './decide.ts';
import { LAWS } from './input-rule.ts';
import { INPUT_IDS, INPUTS, type InputId, inputsOf } from './inputs.ts';
import { expectedOf } from './own-figures.ts';
import type { MeasuredRun, ResolveContext } from './resolve-context.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIO_TEMPLATES } from './templates/templates.ts';

const FACTS = new URL('../../../resources/facts/', import.meta.url);

/** A bundled sheet, as the host reads it. */
function sheet<Name extends SheetName>(name: Name): readonly SheetRow<Name>[] {
  const rows: readonly unknown[] = JSON.parse(readFileSync(new URL(`${name}.json`, FACTS), 'utf8'));
  return rows.map((value) => {
    const read = readRow(name, value);
    if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.fault)}`);
    return read.row;
  });
}

const CONTEXT: ResolveContext = {
  sheets: {
    gpus: sheet('gpus'),
    cloud_gpu_prices: sheet('cloud_gpu_prices'),
    cloud_cpu_prices: sheet('cloud_cpu_prices'),
    api_prices: sheet('api_prices'),
    electricity_prices: sheet('electricity_prices'),
    model_parameters: sheet('model_parameters'),
    run_parameters: sheet('run_parameters'),
    rental_exclusions: sheet('rental_exclusions'),
    rental_terms: sheet('rental_terms'),
    exchange_rates: sheet('exchange_rates'),
    vat_rates: [],
  },
  settings: DEFAULT_SETTINGS,
  localeCountry: null,
  today: '2026-11-26',
  serving: null,
  run: null,
  declines: [],
};
const { chatbot, researcher } = SCENARIO_TEMPLATES;

/** Two hours of training on a machine of four cores. */
function trainedOn(device: MeasuredRun['device']): MeasuredRun {
  return {
    name: 'small-cnn',
    seconds: 7200,
    kwh: 0.3,
    device,
    cores: 4,
    samplesPerSecond: 2000,
    flopsPerSample: 5e7,
    parameters: 1e6,
    batchSize: 64,
    gemmGflops: 200,
    measuredAt: '2026-11-20',
  };
}

function resolved(scenario: Scenario, changes: Partial<ResolveContext> = {}) {
  const result = resolveInputs(scenario, { ...CONTEXT, ...changes });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function refused(scenario: Scenario, changes: Partial<ResolveContext> = {}) {
  const result = resolveInputs(scenario, { ...CONTEXT, ...changes });
  if (result.ok) throw new Error('was not refused');
  return result.error;
}

const withInputs = (scenario: Scenario, inputs: Scenario['inputs']): Scenario => ({
  ...scenario,
  inputs: { ...scenario.inputs, ...inputs },
});
const withChoices = (scenario: Scenario, choices: Partial<Scenario['choices']>): Scenario => ({
  ...scenario,
  choices: { ...scenario.choices, ...choices },
});

describe('the catalogue', () => {
  it('names, explains and gives a reason for every input, in words', () => {
    for (const id of INPUT_IDS) {
      expect(isMessageKey(`input.name.${id}`), id).toBe(true);
      expect(isMessageKey(`input.help.${id}`), id).toBe(true);
      const { origin } = INPUTS[id];
      if (origin.from === 'assumption') {
        expect(isMessageKey(`input.reason.${id}`), id).toBe(true);
        for (const value of [origin.low, origin.base, origin.high]) {
          expect(isWithin(value, INPUTS[id].bounds), `${id} ${value}`).toBe(true);
        }
        expect(origin.low).toBeLessThanOrEqual(origin.base);
        expect(origin.high).toBeGreaterThanOrEqual(origin.base);
      }
    }
  });
});

describe('the inputs of a scenario', () => {
  it('come from the rows chosen, each with its source and date', () => {
    const { values, names, remarks } = resolved(chatbot);
    expect(names).toMatchObject({
      gpu: 'GeForce RTX 4090',
      servedModel: 'gpt-oss-20b',
      servedQuality: 14.9,
      qualityFloor: 14.9,
    });
    expect(remarks.map(({ key }) => key)).toContain('cost.remark.aggregator-price');
    expect(values['own.gpuPriceUsd']).toMatchObject({ base: 1599, source: { kind: 'sheet' } });
    expect(values['own.gpuPriceUsd']?.source.asOf).not.toBeNull();
    expect(values['reach.memory']).toMatchObject({ low: 0.4, base: 0.65, high: 0.85 });
    expect(values['work.horizonMonths']).toMatchObject({ base: 48, law: 'fixed' });
    for (const id of inputsOf('training')) {
      if (!INPUTS[id].works.includes('serving')) expect(values[id], id).toBeUndefined();
    }
    for (const input of Object.values(values)) {
      expect(isWithin(input.base, INPUTS[input.id].bounds), input.id).toBe(true);
      expect(LAWS).toContain(input.law);
    }
  });

  it('expect of prices what those of the same quality did, or of the lowest that is known', () => {
    const decline = (qualityFloor: number, base: number) => ({
      qualityFloor,
      low: -0.1,
      base,
      high: 2,
      source: `prices at ${qualityFloor}`,
      asOf: '2026-07-30',
    });
    const declines = [decline(20, 0.2), decline(30, 0.7)];
    const fall = (qualityFloor: number, known: ResolveContext['declines']) =>
      resolved({ ...chatbot, choices: { ...chatbot.choices, qualityFloor } }, { declines: known })
        .values['market.apiDeclinePerYear'];
    expect(fall(14, declines)).toMatchObject({ base: 0.2, source: { kind: 'sheet' } });
    expect(fall(29, declines)).toMatchObject({ base: 0.2, source: { source: 'prices at 20' } });
    expect(fall(30, declines)).toMatchObject({ base: 0.7, low: -0.1, high: 2 });
    expect(fall(30, [])).toMatchObject({ source: { kind: 'assumption' } });
  });

  it('are the user’s own where set, with the default’s range moved along', () => {
    const own = withInputs(chatbot, {
      'own.yearsKept': { base: 8, note: 'as long as it lasts' },
      'energy.usdPerKwh': { base: 0.3, low: 0.2, high: 0.5 },
      'market.apiDeclinePerYear': { base: 0.2 },
    });
    const { values } = resolved(own);
    expect(values['own.yearsKept']).toMatchObject({
      base: 8,
      low: 6,
      high: 12,
      isOwn: true,
      note: 'as long as it lasts',
      source: { kind: 'user' },
    });
    expect(values['energy.usdPerKwh']).toMatchObject({ low: 0.2, base: 0.3, high: 0.5 });
    expect(values['market.apiDeclinePerYear']?.low).toBeCloseTo(-0.6, 12);
    expect(values['work.horizonMonths']?.base).toBe(96);
  });

  it('may be amounts in the scenario’s currency, and in no third one', () => {
    const inEuro: Scenario = {
      ...withInputs(chatbot, { 'own.gpuPriceUsd': { base: 1847.746, currency: 'EUR' } }),
      currency: 'EUR',
    };
    const { values, money } = resolved(inEuro);
    expect(money).toMatchObject({ currency: 'EUR', perUsd: 0.923873 });
    expect(values['own.gpuPriceUsd']?.base).toBeCloseTo(2000, 9);
    expect(refused({ ...inEuro, currency: 'CNY' })).toEqual({
      code: 'cost/currency-mixed',
      input: 'own.gpuPriceUsd',
      currency: 'EUR',
      expected: 'CNY',
    });
    expect(refused({ ...chatbot, currency: 'XXX' })).toEqual({
      code: 'cost/rate-missing',
      currency: 'XXX',
    });
  });

  it('follow the money of the country, with its dated rate, until the scenario names another', () => {
    const german = { ...chatbot, region: 'Germany' };
    const inEuro = resolved(german);
    expect(inEuro.money).toMatchObject({ currency: 'EUR', perUsd: 0.923873, region: 'Germany' });
    expect(inEuro.remarks[0]).toMatchObject({
      key: 'cost.basis.exchange-rate',
      values: { currency: 'EUR', rate: '0.923873' },
      source: { asOf: '2024' },
    });
    expect(resolved({ ...german, currency: 'USD' }).money.currency).toBe('USD');
    const settings = { ...DEFAULT_SETTINGS, tariffRegion: 'China' };
    expect(resolved(german, { settings }).money.currency).toBe('EUR');
    expect(resolved(chatbot, { settings }).money.currency).toBe('CNY');
    const pinned = { ...settings, currency: 'EUR' };
    expect(resolved(chatbot, { settings: pinned }).money.currency).toBe('EUR');
  });

  it('stay in USD, and say so, where the country’s money has no rate', () => {
    const japanese = resolved({ ...chatbot, region: 'Japan' });
    expect(japanese.money).toMatchObject({
      currency: 'USD',
      perUsd: 1,
      gap: { kind: 'rate', currency: 'JPY' },
    });
    expect(japanese.remarks[0]).toEqual({
      key: 'cost.basis.rate-missing',
      values: { currency: 'JPY' },
      source: null,
    });
  });

  it('may be in the country’s money once it has a rate, in no other', () => {
    const typed = withInputs(chatbot, { 'own.gpuPriceUsd': { base: 1847.746, currency: 'EUR' } });
    const german = { ...typed, region: 'Germany' };
    expect(resolved(german).values['own.gpuPriceUsd']?.base).toBeCloseTo(2000, 9);
    const mixed = { code: 'cost/currency-mixed', input: 'own.gpuPriceUsd', currency: 'EUR' };
    expect(refused({ ...typed, region: 'China' })).toEqual({ ...mixed, expected: 'CNY' });
    expect(refused(typed)).toEqual({ ...mixed, expected: 'USD' });
    const inYen = withInputs(chatbot, { 'own.gpuPriceUsd': { base: 250_000, currency: 'JPY' } });
    expect(refused({ ...inYen, region: 'Japan' })).toEqual({
      code: 'cost/rate-missing',
      currency: 'JPY',
    });
  });

  it('are refused at the field with the rule, whatever is wrong with them', () => {
    const outside = fc.constantFrom(...inputsOf('serving')).chain((id) => {
      const { minimum, above, maximum } = INPUTS[id].bounds;
      const low = minimum ?? above ?? 0;
      const wrong = [low - 1, (maximum ?? 1) * 2 + 1, Number.NaN, Number.POSITIVE_INFINITY];
      return fc.record({ id: fc.constant(id), base: fc.constantFrom(...wrong) });
    });
    fc.assert(
      fc.property(outside, ({ id, base }) => {
        expect(refused(withInputs(chatbot, { [id]: { base } }))).toEqual({
          code: 'cost/input-invalid',
          input: id,
          value: `${base}`,
          expected: expectedOf(id),
        });
      }),
    );
    expect(refused(withInputs(chatbot, { 'own.gpus': { base: 1.5 } }))).toMatchObject({
      code: 'cost/input-invalid',
      expected: 'integer in [1, 1024]',
    });
    const shares: Scenario['inputs'] = {
      'rent.spotShare': { base: 0.7 },
      'rent.reservedShare': { base: 0.5 },
    };
    expect(refused(withInputs(chatbot, shares))).toMatchObject({
      input: 'rent.reservedShare',
      expected: 'number in [0, 0.3]',
    });
    expect(refused(withInputs(chatbot, { 'rent.reservedShare': { base: 0.5 } }))).toEqual({
      code: 'cost/input-missing',
      input: 'rent.reservedUsdPerHour',
    });
    expect(refused({ ...chatbot, weights: { privacy: -1, control: 0 } })).toMatchObject({
      input: 'weights.privacy',
    });
    const nobody = withChoices(chatbot, { hourlyProfile: Array.from({ length: 24 }, () => 0) });
    expect(refused(nobody)).toMatchObject({ input: 'choices.hourlyProfile' });
  });

  it('miss what nothing gives: a price that the sheet does not have, the size of a model', () => {
    expect(refused(withChoices(chatbot, { gpu: 'L4' }))).toEqual({
      code: 'cost/input-missing',
      input: 'own.gpuPriceUsd',
    });
    expect(refused(withChoices(chatbot, { servedModel: null }))).toEqual({
      code: 'cost/input-missing',
      input: 'model.denseParameters',
    });
    expect(refused(withChoices(researcher, { gpu: null }))).toEqual({
      code: 'cost/input-missing',
      input: 'own.gpuPriceUsd',
    });
  });

  it('take the cheapest API that meets the quality floor, and say so where none does', () => {
    const floors = [0, 20, 40, 55];
    const prices = floors.map((qualityFloor) => {
      const { values, names } = resolved(withChoices(chatbot, { qualityFloor }));
      expect(names.apiQuality).toBeGreaterThanOrEqual(qualityFloor);
      return values['api.outputUsdPerMtok']?.base ?? 0;
    });
    expect([...prices].sort((left, right) => left - right)).toEqual(prices);
    const decision = decide(resolved(withChoices(chatbot, { qualityFloor: 1000 })));
    const api = decision.options.find(({ kind }) => kind === 'api');
    expect(api).toMatchObject({ feasible: false, usdPerMonth: null });
    expect(api?.reasons[0]).toMatchObject({ key: 'cost.fault.no-api-model-at-floor' });
    // Below the floor, the served model is no option either.
    expect(decision.recommendation.option).toBeNull();
  });
});

describe('the measured own side', () => {
  const serving = {
    name: 'llama.cpp @ 127.0.0.1:8080',
    inputTokensPerSecond: 800,
    outputTokensPerSecond: 60,
    concurrency: 4,
    busyWatts: 180,
    answerSecondsP95: 30,
    measuredAt: '2026-11-20',
  };

  it('of serving replaces the roofline, and its speed under load is held against the target', () => {
    const input = resolved(withChoices(chatbot, { gpu: null }), { serving });
    expect(input.values['measured.busyWatts']?.source).toEqual({
      source: serving.name,
      asOf: '2026-11-20',
      kind: 'measured',
    });
    const decision = decide(input);
    const own = decision.options.find(({ kind }) => kind === 'own');
    expect(own).toMatchObject({ measured: true, feasible: false, name: serving.name });
    // 1,500 tokens read and 300 written: 1.875 s + 5 s for 1,800.
    expect(own?.capacity?.tokensPerSecond).toBeCloseTo(1800 / (1500 / 800 + 300 / 60), 9);
    expect(own?.reasons).toContainEqual({
      key: 'cost.fault.latency',
      values: { seconds: 30, target: 20 },
      source: null,
    });
  });

  it('of training is a stored run: its hours and energy here, a range of speeds elsewhere', () => {
    const run = trainedOn('gpu');
    const scenario = { ...researcher, inputs: { 'work.runsPerMonth': { base: 20 } } };
    const settings = { ...DEFAULT_SETTINGS, machinePriceUsd: 900 };
    const input = resolved(withChoices(scenario, { gpu: null }), { run, settings });
    expect(input.values['measured.hoursPerRun']?.base).toBe(2);
    expect(input.values['own.hostPriceUsd']?.base).toBe(900);
    const speedup = input.values['measured.rentedSpeedup'];
    expect(speedup?.low).toBe(1);
    expect(speedup?.base).toBeCloseTo(Math.sqrt(speedup?.high ?? 0), 9);
    const decision = decide(input);
    const own = decision.options.find(({ kind }) => kind === 'own');
    expect(own).toMatchObject({ measured: true, feasible: true, name: 'small-cnn' });
    expect(own?.capacity?.unitsPerMachineMonth).toBe(365);
    // 0.3 kWh less what the idle machine would have drawn in two hours, cooled.
    const energy = own?.lines.find(({ item }) => item === 'work-energy');
    expect(energy?.quantity).toBeCloseTo(20 * (0.3 - 2 * 0.08) * 1.25, 9);
  });
});

it('every input can be set by hand', () => {
  for (const scenario of [chatbot, researcher]) {
    const { values } = resolved(scenario);
    const ids = Object.keys(values) as InputId[];
    const inputs = Object.fromEntries(ids.map((id) => [id, { base: values[id]?.base ?? 0 }]));
    const again = resolved({ ...scenario, inputs });
    for (const id of ids) expect(again.values[id]?.base, id).toBe(values[id]?.base);
  }
});

/** Every number anywhere in a value. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

describe('a scenario that some options cannot do', () => {
  it('has no number that is not one, and says why', () => {
    const large = resolved(
      withChoices(chatbot, { servedModel: 'llama-3.3-70b', gpu: 'GeForce RTX 4090' }),
    );
    const serving = {
      name: 'a server',
      inputTokensPerSecond: 100,
      outputTokensPerSecond: 10,
      concurrency: 1,
      busyWatts: null,
      answerSecondsP95: null,
      measuredAt: '2026-11-20',
    };
    const unknown = resolved(withChoices(chatbot, { servedModel: null, gpu: null }), { serving });
    const nothing = resolved(withInputs(chatbot, { 'work.requestsPerDay': { base: 0 } }));
    for (const input of [large, unknown, nothing]) {
      const decision = decide(input);
      expect(numbersIn(decision).every(Number.isFinite)).toBe(true);
      for (const { feasible, reasons } of decision.options) {
        if (!feasible) expect(reasons.some(({ key }) => key.startsWith('cost.fault.'))).toBe(true);
      }
    }
    const own = decide(large).options.find(({ kind }) => kind === 'own');
    expect(own?.reasons[0]?.key).toBe('cost.fault.memory');
    const rent = decide(unknown).options.find(({ kind }) => kind === 'rent');
    expect(rent?.feasible).toBe(false);
  });
});
