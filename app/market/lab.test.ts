import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMarketScenario } from '../contract/decode.ts';
import { marketLab as labSchema } from '../contract/schemas/market-lab.ts';
import { errorText } from '../error-text.ts';
import type { AppError } from '../errors.ts';
import { isMessageKey } from '../text.ts';
import { blendedMtokPer1000 } from './applications.ts';
import { dateAfter } from './calendar.ts';
import { fallByRivals } from './claims.ts';
import { marketLab } from './lab.ts';
import { MARKET_MODEL } from './market-model.ts';
import { LAB_PARAMETERS } from './market-parameters.ts';
import { CAPABILITY_CLASSES } from './price-history.ts';
import { DEFAULT_MARKET_SCENARIO, type MarketScenario } from './scenario.ts';
import { marketFactsOf } from './testing/market-facts.ts';

const FACTS = marketFactsOf((name) =>
  JSON.parse(readFileSync(new URL(`../../resources/facts/${name}.json`, import.meta.url), 'utf8')),
);
const TODAY = '2026-11-26';

function asked(changes: Partial<MarketScenario> = {}, withBands = false) {
  return marketLab({ ...DEFAULT_MARKET_SCENARIO, ...changes }, FACTS, TODAY, withBands);
}

function answered(changes: Partial<MarketScenario> = {}, withBands = false) {
  const lab = asked(changes, withBands);
  if (!lab.ok) throw new Error(JSON.stringify(lab.error));
  return lab.value;
}

/** Paths of numbers that are none. */
function notFinite(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return value === undefined ? [path] : [];
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, `${path}.${key}`));
}

describe('the market lab', () => {
  test('answers what the contract says, twice the same', () => {
    const lab = answered({ draws: 64 }, true);
    expect(labSchema.parse(lab)).toEqual(lab);
    expect(answered({ draws: 64 }, true)).toEqual(lab);
    expect(answered({ draws: 64, seed: 2 }, true).bands?.price).not.toEqual(lab.bands?.price);
  });

  test('no number in it is missing or endless, whatever is asked', () => {
    const parameters = fc.dictionary(
      fc.constantFrom(...LAB_PARAMETERS.map(({ id }) => id)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      { maxKeys: 8 },
    );
    fc.assert(
      fc.property(
        parameters,
        fc.constantFrom(...CAPABILITY_CLASSES.map(({ id }) => id)),
        fc.integer({ min: 1, max: 15 }),
        fc.double({ min: -9, max: 0.99, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (places, capabilityClass, years, cut, nextCut) => {
          // Anywhere within what each parameter may be, on a scale that favours neither end.
          const own = Object.fromEntries(
            LAB_PARAMETERS.flatMap(({ id, bounds }) => {
              const place = places[id];
              if (place === undefined) return [];
              const low = 'minimum' in bounds ? bounds.minimum : 1e-6;
              return [[id, { base: low + (bounds.maximum - low) * place ** 4 }]];
            }),
          );
          const events = [{ date: dateAfter(TODAY, 0.7), cut, name: '' }];
          const lab = asked(
            { parameters: own, capabilityClass, years, events, nextCut, draws: 8 },
            true,
          );
          if (lab.ok) expect(notFinite(lab.value)).toEqual([]);
          // Extreme parameters may make the model run off; that is an answer.
          else expect(lab.error.code).toBe('market/not-finite');
        },
      ),
      { numRuns: 40 },
    );
  });

  test('bands hold the base run of what does not vary and widen with time', () => {
    const { bands, simulation } = answered({ draws: 128, years: 3 }, true);
    const price = bands?.price;
    expect(price?.p10[0]).toBe(simulation.series.price?.[0]);
    const width = (index: number) => (price?.p90[index] ?? 0) / (price?.p10[index] ?? 1);
    expect(width(36)).toBeGreaterThan(width(12));
    for (const index of [6, 18, 36]) {
      expect(price?.p10[index]).toBeLessThanOrEqual(price?.p50[index] ?? 0);
      expect(price?.p50[index]).toBeLessThanOrEqual(price?.p90[index] ?? 0);
    }
  });

  test('says which parameters the price at the end hangs on, the strongest first', () => {
    const { effects, parameters, simulation } = answered({ draws: 16 }, true);
    const swing = ({ atLowUsdPerMtok, atHighUsdPerMtok }: NonNullable<typeof effects>[number]) =>
      Math.abs((atHighUsdPerMtok ?? 0) - (atLowUsdPerMtok ?? 0));
    const swings = (effects ?? []).map(swing);
    expect(swings).toEqual(swings.toSorted((left, right) => right - left));
    const known = (effects ?? []).map(({ parameter }) => parameter);
    expect(known).toContain('algorithm_progress');
    // A scale moves no price, and what has no range is left out.
    expect(known).not.toContain('potential_users');
    const faster = effects?.find(({ parameter }) => parameter === 'algorithm_progress');
    const end = simulation.series.price?.at(-1) ?? 0;
    expect(faster?.atHighUsdPerMtok).toBeLessThan(end);
    expect(faster?.atLowUsdPerMtok).toBeGreaterThan(end);
    expect(parameters.length).toBeGreaterThan(known.length);
    expect(answered({ draws: 0 }, true).effects).toBeNull();
  });

  test('a price war shows in the model at its date, and a deeper cut unlocks no less', () => {
    const quiet = answered();
    const war = answered({ events: [{ date: '2027-03-01', cut: 0.3, name: 'war' }] });
    const before = quiet.simulation.dates.findLastIndex((date) => date < '2027-03-01');
    const price = (lab: typeof war, index: number) => lab.simulation.series.price?.[index] ?? 0;
    expect(price(war, before)).toBe(price(quiet, before));
    expect(price(war, before + 1) / price(quiet, before + 1)).toBeCloseTo(0.7, 1);
    expect(war.timeline[1]?.modelDate?.localeCompare(quiet.timeline[1]?.modelDate ?? '')).toBe(-1);
    for (const [index, step] of war.timeline.entries()) {
      expect(step.profitable).toBeGreaterThanOrEqual(war.timeline[index - 1]?.profitable ?? 0);
    }
  });

  test('a later start sees later prices, an earlier one does not', () => {
    const early = answered({ start: '2024-06-01', capabilityClass: 'mmlu-86' });
    expect(early.currentUsdPerMtok).toBe(7.5);
    expect(asked({ start: '2023-01-01', capabilityClass: 'mmlu-86' })).toEqual({
      ok: false,
      error: { code: 'market/no-price', capabilityClass: 'mmlu-86', date: '2023-01-01' },
    });
  });

  test('every word it refers to exists, and every variable has a name', () => {
    const lab = answered();
    for (const { id, verdict, evidence } of lab.claims) {
      expect(isMessageKey(`market.claim.${id}`)).toBe(true);
      expect(isMessageKey(`market.verdict.${verdict}`)).toBe(true);
      for (const { key } of evidence) expect(isMessageKey(key), key).toBe(true);
    }
    const variables = [
      ...LAB_PARAMETERS,
      ...MARKET_MODEL.stocks,
      ...MARKET_MODEL.auxiliaries,
      ...MARKET_MODEL.flows,
    ];
    for (const { id } of variables) expect(isMessageKey(`market.variable.${id}`), id).toBe(true);
    for (const { id } of LAB_PARAMETERS) expect(isMessageKey(`market.about.${id}`), id).toBe(true);
  });

  test('applications belong to classes that there are, and pay up to their break-even', () => {
    const { applications } = answered();
    const classes = CAPABILITY_CLASSES.map(({ id }) => String(id));
    for (const application of applications) {
      expect(classes).toContain(application.capabilityClass);
      const mtok = application.valueUsd / application.breakEvenUsdPerMtok;
      // 3 parts input, 1 part output at the blended price: tokens of 1,000 requests in millions.
      const plain = (application.inputTokens + application.outputTokens) / 1000;
      expect(mtok).toBeGreaterThan(plain * 0.4);
      expect(mtok).toBeLessThan(plain * 4);
    }
    expect(blendedMtokPer1000(750, 250, 4)).toBeCloseTo(1, 12);
  });

  test('rivals’ part of a fall is by whose price it was', () => {
    const point = (usdPerMtok: number, provider: string) => ({
      date: '2025-01-01',
      usdPerMtok,
      provider,
      model: 'm',
      event: 'cut' as const,
      source: 's',
      confidence: 'read' as const,
    });
    const part = fallByRivals([point(8, 'A'), point(4, 'A'), point(6, 'B'), point(1.5, 'C')]);
    expect(part?.falls).toBe(2);
    expect(part?.rivals).toBeCloseTo(2 / 3, 12);
    expect(fallByRivals([point(1, 'A')])).toBeNull();
  });
});

describe('a scenario that will not do', () => {
  const refused = (changes: object): AppError => {
    const decoded = decodeMarketScenario({ ...DEFAULT_MARKET_SCENARIO, ...changes });
    const lab = decoded.ok ? marketLab(decoded.value, FACTS, TODAY, false) : decoded;
    if (lab.ok) throw new Error('answered');
    return lab.error;
  };

  test.each<[object, string, string]>([
    [{ years: 0 }, 'years', '0'],
    [{ years: 2.5 }, 'years', '2.5'],
    [{ capabilityClass: 'mmlu-99' }, 'capabilityClass', '"mmlu-99"'],
    [{ start: '2026-02-30' }, 'start', '"2026-02-30"'],
    [{ nextCut: 1 }, 'nextCut', '1'],
    [{ events: [{ date: '2027-01-01', cut: 2 }] }, 'events[0].cut', '2'],
    [{ events: [{ date: '2020-01-01', cut: 0.5 }] }, 'events[0].date', '2020-01-01'],
    [{ events: [{ date: '2050-01-01', cut: 0.5 }] }, 'events[0].date', '2050-01-01'],
    [{ parameters: { churn: { base: -1 } } }, 'parameters.churn.base', '-1'],
    [{ parameters: { churn: { base: 0.1, low: 0.2 } } }, 'parameters.churn.low', '0.2'],
    [{ parameters: { churn: { base: 0.1, high: 0.05 } } }, 'parameters.churn.high', '0.05'],
    [{ parameters: { nothing: { base: 1 } } }, 'parameters.nothing', '{"base":1}'],
    [{ parameters: { churn: {} } }, 'parameters.churn.base', ''],
    [{ linksOff: ['price>moon'] }, 'linksOff[0]', 'price>moon'],
    [{ equations: { moon: '1' } }, 'equations.moon', 'moon'],
    [{ more: 1 }, 'more', '1'],
    [{ version: 2 }, 'version', '2'],
  ])('%j is answered at %s', (changes, place, value) => {
    const error = refused(changes);
    expect(error).toMatchObject({ code: 'market/scenario-invalid', place, value });
    for (const language of ['en', 'zh'] as const) {
      expect(errorText(error, language)).toContain(place);
      expect(errorText(error, language)).not.toMatch(/\{\w+\}|undefined/);
    }
  });

  test.each<[string, string, number]>([
    ['served +', 'syntax', 9],
    ['served * moon', 'name-unknown', 10],
    ['users', 'units', 1],
    ['demand', 'cycle', 1],
  ])('the equation of demand as %j', (equation, problem, column) => {
    const error = refused({ equations: { demand: equation } });
    expect(error).toMatchObject({
      code: 'market/equation-invalid',
      variable: 'demand',
      problem,
      column,
    });
    expect(errorText(error, 'zh')).not.toMatch(/\{\w+\}|undefined/);
  });

  test('what a file leaves out has its default; a sheet without a row is named', () => {
    expect(decodeMarketScenario({ version: 1, kind: 'market' })).toEqual({
      ok: true,
      value: DEFAULT_MARKET_SCENARIO,
    });
    const facts = { ...FACTS, marketParameters: FACTS.marketParameters.slice(1) };
    expect(marketLab(DEFAULT_MARKET_SCENARIO, facts, TODAY, false)).toMatchObject({
      ok: false,
      error: { code: 'facts/sheet-invalid', sheet: 'market_parameters.json' },
    });
  });
});
