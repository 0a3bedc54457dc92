import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apiPriceRow } from '../../testing/api-price.ts';
import { bareContext, certainInputs, workedScenario } from '../../testing/decision-context.ts';
import { numbersIn } from '../../testing/numbers-in.ts';
import type { ApiPriceRow } from '../fact-sheets.ts';
import { longPromptUsdPerMtok } from '../formulas/unit-costs.ts';
import { decisionGrid } from '../outlook/decision-grid.ts';
import { decisionOutlook } from '../outlook/decision-outlook.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import type { Scenario } from './scenario.ts';

/** 5 / 30 up to 272,000 tokens of prompt, 10 / 45 beyond; cached input 0.5 and unknown. */
const SOL = apiPriceRow({
  model: 'sol',
  input_usd_per_mtok: 5,
  cached_input_usd_per_mtok: 0.5,
  output_usd_per_mtok: 30,
  context_window: 1_050_000,
  long_prompt_above_tokens: 272_000,
  long_prompt_input_usd_per_mtok: 10,
  long_prompt_output_usd_per_mtok: 45,
  long_prompt_billing: 'whole-request',
});
const ANSWER = 1000;

function resolved(
  inputTokens: number,
  row: ApiPriceRow | readonly ApiPriceRow[] = SOL,
  inputs: Scenario['inputs'] = {},
): ResolvedInputs {
  const worked = workedScenario();
  const { 'api.inputUsdPerMtok': _, ...first } = worked.inputs;
  const { 'api.cachedUsdPerMtok': __, 'api.outputUsdPerMtok': ___, ...rest } = first;
  const result = resolveInputs(
    {
      ...worked,
      inputs: {
        ...rest,
        ...certainInputs({ 'work.inputTokens': inputTokens, 'work.outputTokens': ANSWER }),
        ...inputs,
      },
    },
    bareContext({
      sheets: { ...bareContext().sheets, api_prices: Array.isArray(row) ? row : [row] },
    }),
  );
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function api({ options }: Decision) {
  const option = options.find(({ kind }) => kind === 'api');
  if (option === undefined) throw new Error('no option calls an API');
  return option;
}

const usdPerRequest = (...given: Parameters<typeof resolved>): number =>
  api(decide(resolved(...given))).usdPerRequest ?? Number.NaN;

describe('a request is priced by its prompt', () => {
  test('up to the threshold at the plain prices, beyond it at those of long prompts', () => {
    expect(usdPerRequest(272_000)).toBeCloseTo(0.272 * 5 + 0.001 * 30, 9);
    expect(usdPerRequest(272_001)).toBeCloseTo(0.272001 * 10 + 0.001 * 45, 9);
  });

  test('or only for what is beyond, where the row says so', () => {
    const excess = { ...SOL, long_prompt_billing: 'excess' } as const;
    expect(usdPerRequest(300_000, excess)).toBeCloseTo(0.272 * 5 + 0.028 * 10 + 0.001 * 45, 9);
  });

  test('and is told as it is charged', () => {
    const told = (row: ApiPriceRow) =>
      decide(resolved(300_000, row))
        .remarks.map(({ key }) => key)
        .filter((key) => key.includes('long-prompt'));
    expect(told(SOL)).toEqual(['cost.remark.long-prompt']);
    expect(told({ ...SOL, long_prompt_billing: 'excess' })).toEqual([
      'cost.remark.long-prompt-excess',
    ]);
    expect(told({ ...SOL, long_prompt_billing: null })).toEqual([
      'cost.remark.long-prompt',
      'cost.remark.long-prompt-unclear',
    ]);
  });

  test('its line says so, with where the price comes from, and the decision tells it', () => {
    const [long, short] = [300_000, 200_000].map((tokens) => decide(resolved(tokens)));
    expect(api(long as Decision).lines[0]).toMatchObject({
      item: 'long-tokens',
      source: { source: SOL.source, asOf: SOL.as_of },
    });
    expect(api(short as Decision).lines[0]?.item).toBe('tokens');
    expect(long?.remarks.map(({ key }) => key)).toContain('cost.remark.long-prompt');
    expect(long?.remarks.map(({ key }) => key)).toContain('cost.remark.no-long-cached-price');
    expect(short?.remarks.map(({ key }) => key)).toEqual(
      short?.remarks.map(({ key }) => key).filter((key) => !key.includes('long')),
    );
  });

  test('the cheapest model is looked for at the price of such prompts', () => {
    const flat = { ...SOL, model: 'flat', input_usd_per_mtok: 6, output_usd_per_mtok: 31 };
    const plain: ApiPriceRow = { ...flat, long_prompt_above_tokens: null };
    expect(resolved(200_000, [SOL, plain]).names.apiModel).toBe('Maker/sol');
    expect(resolved(300_000, [SOL, plain]).names.apiModel).toBe('Maker/flat');
  });

  test('a figure of one’s own stands in for the row’s', () => {
    const own = certainInputs({ 'api.longInputUsdPerMtok': 6, 'api.longPromptTokens': 100_000 });
    expect(usdPerRequest(200_000, SOL, own)).toBeCloseTo(0.2 * 6 + 0.001 * 45, 9);
  });
});

describe('what the row does not say', () => {
  test('is the dearer reading, with the cheaper one as the low end', () => {
    const unclear = { ...SOL, long_prompt_billing: null };
    const { values } = resolved(300_000, unclear, certainInputs({ 'api.cacheHitShare': 0.5 }));
    expect(values['api.longWholeShare']).toMatchObject({ low: 0, base: 1, high: 1 });
    expect(values['api.longCachedUsdPerMtok']).toMatchObject({ base: 10, high: 12 });
    expect(values['api.longCachedUsdPerMtok']?.low).toBeCloseTo((0.1 * 10) / 1.2, 9);
    expect(values['api.longCachedUsdPerMtok']?.source.kind).toBe('assumption');
  });

  test('a threshold without prices rules the API out for such prompts, and only for those', () => {
    const half = { ...SOL, long_prompt_input_usd_per_mtok: null };
    const long = api(decide(resolved(300_000, [], certainInputs(HAND))));
    expect(long).toMatchObject({ feasible: false, usdPerMonth: null });
    expect(long.reasons[0]).toMatchObject({
      key: 'cost.fault.no-long-prompt-price',
      values: { thresholdTokens: 272_000 },
    });
    expect(usdPerRequest(200_000, half)).toBeCloseTo(0.2 * 5 + 0.001 * 30, 9);
    expect(resolved(300_000, half).names.apiModel).toBeNull();
  });

  test('what has no price has no number either, in a decision, its grid and its draws', () => {
    const given = resolved(300_000, [], {
      ...certainInputs(HAND),
      'work.inputTokens': { base: 300_000, low: 200_000, high: 400_000 },
      'work.requestsPerDay': { base: 100, low: 50, high: 150 },
    });
    const grid = decisionGrid(given, 'work.inputTokens', 'work.requestsPerDay', 3);
    const told = numbersIn([decide(given), grid, decisionOutlook(given)]);
    expect(told.filter((value) => !Number.isFinite(value))).toEqual([]);
    expect(grid?.usd.api.every((usd) => usd === null)).toBe(true);
  });

  test('a request beyond the context cannot be sent, and says so', () => {
    const small = certainInputs({ ...HAND, 'api.contextTokens': 250_000 });
    expect(api(decide(resolved(250_000, [], small)))).toMatchObject({
      feasible: false,
      reasons: [
        {
          key: 'cost.fault.context',
          values: { requestTokens: 251_000, contextTokens: 250_000 },
        },
      ],
    });
  });
});

const HAND = {
  'api.inputUsdPerMtok': 5,
  'api.outputUsdPerMtok': 30,
  'api.longPromptTokens': 272_000,
};

describe('where prompts vary in length', () => {
  const spread = { 'work.inputTokens': { base: 300_000, low: 200_000, high: 400_000 } };
  const given = resolved(0, SOL, spread);
  const monthAt = (tokens: number) => api(decide(resolved(tokens))).usdPerMonth ?? Number.NaN;

  test('each cell of a grid has the price of its prompts', () => {
    const grid = decisionGrid(
      resolved(0, SOL, { ...spread, 'work.requestsPerDay': { base: 100, low: 50, high: 150 } }),
      'work.inputTokens',
      'work.requestsPerDay',
      5,
    );
    for (const [column, tokens] of (grid?.across.values ?? []).entries()) {
      const at = decide(resolved(tokens, SOL, certainInputs({ 'work.requestsPerDay': 100 })));
      expect(grid?.usd.api[2 * 5 + column]).toBeCloseTo(api(at).usdPerMonth ?? Number.NaN, 6);
    }
  });

  test('a tornado’s bar and the draws reach from the one price to the other', () => {
    const outlook = decisionOutlook(given);
    if (!outlook.ok) throw new Error(outlook.error.code);
    const bar = outlook.value.tornados
      .find(({ option, against }) => option === 'api' && against === null)
      ?.bars.find(({ input }) => input === 'work.inputTokens');
    expect(bar?.usdAtLow).toBeCloseTo(monthAt(200_000), 6);
    expect(bar?.usdAtHigh).toBeCloseTo(monthAt(400_000), 6);
    const drawn = outlook.value.options.find(({ option }) => option === 'api');
    const worth = (tokens: number) => api(decide(resolved(tokens))).presentValueUsd ?? 0;
    // Prices vary beside the length: medians and ends agree to a few per cent.
    expect((drawn?.usd?.p50 ?? 0) / worth(300_000)).toBeCloseTo(1, 1);
    expect(drawn?.usd?.p10 ?? 0).toBeLessThan(worth(272_001));
  });
});

test('a part of a prompt never costs less than none of it, nor more than all', () => {
  const price = fc.double({ min: 0.01, max: 100, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      price,
      price,
      share,
      share,
      fc.integer({ min: 1, max: 1e6 }),
      (plain, long, hit, whole, beyond) => {
        const [low, high] = [Math.min(plain, long), Math.max(plain, long)];
        const usdAt = (wholeShare: number) =>
          longPromptUsdPerMtok(
            {
              inputUsdPerMtok: low,
              cachedUsdPerMtok: low / 10,
              outputUsdPerMtok: low,
              cacheHitShare: hit,
              batchDiscount: 0,
              outputMultiplier: 1,
            },
            {
              aboveTokens: 1000,
              inputUsdPerMtok: high,
              cachedUsdPerMtok: high / 10,
              outputUsdPerMtok: high,
              wholeShare,
            },
            1000 + beyond,
            500,
          );
        const slack = 1 + 1e-12;
        expect(usdAt(0)).toBeLessThanOrEqual(usdAt(whole) * slack);
        expect(usdAt(whole)).toBeLessThanOrEqual(usdAt(1) * slack);
      },
    ),
  );
});
