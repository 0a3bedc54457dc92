import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../app/contract/schemas/requests.ts';
import { decide } from '../../app/cost/decision/decide.ts';
import { resolveInputs } from '../../app/cost/decision/resolve-inputs.ts';
import {
  SCENARIO_TEMPLATE_IDS,
  SCENARIO_TEMPLATES,
} from '../../app/cost/decision/templates/templates.ts';
import type { MessageKey } from '../../app/text.ts';
import { isMessageKey } from '../../app/text.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

/** At the end of what there can be: the whole discount, one token for one, an hour at the coarsest. */
const AT_AN_END: ReadonlySet<string> = new Set([
  'api.batchDiscount',
  'api.outputMultiplier',
  'rent.billingGrainHours',
]);

/** Every message key that stands anywhere in an answer. */
function keysIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'key' in value && typeof value.key === 'string' ? [value.key] : [];
  return [...own, ...Object.values(value).flatMap(keysIn)];
}

describe('each template', () => {
  test.each(SCENARIO_TEMPLATE_IDS)('%s is decided with the bundled sheets', async (id) => {
    const scenario = SCENARIO_TEMPLATES[id];
    const decision = await workbench.answer('cost.decide', { scenario });
    expect(REQUEST_RESULTS['cost.decide'].parse(decision)).toEqual(decision);
    expect(decision.recommendation.option).not.toBeNull();
    expect(decision.recommendation.reasons.length).toBeGreaterThan(0);
    expect(decision.recommendation.flips.length).toBeGreaterThan(0);
    for (const input of decision.inputs) {
      expect(input.source.source, input.id).not.toBe('');
      expect(input.low, input.id).toBeLessThanOrEqual(input.base);
      expect(input.high, input.id).toBeGreaterThanOrEqual(input.base);
    }
    const oneSided = decision.inputs.filter(
      ({ id, low, base, high }) =>
        !AT_AN_END.has(id) && low < high && (base === low || base === high),
    );
    expect(oneSided.map(({ id, low, base, high }) => ({ id, low, base, high }))).toEqual([]);
    // A flip is worded by its input: `cost.flip.<side>.<input>`.
    const unknown = keysIn(decision).filter(
      (key) => !isMessageKey(key) && !/^cost\.flip\.(below|above)$/.test(key),
    );
    expect(unknown).toEqual([]);
    for (const { side, input } of decision.recommendation.flips) {
      expect(isMessageKey(`cost.flip.${side}.${input}` as MessageKey)).toBe(true);
    }
  });

  test('gives a page the same answer as the host', async () => {
    const known = await workbench.answer('scenarios.context', { measurement: null, run: null });
    expect(REQUEST_RESULTS['scenarios.context'].parse(known)).toEqual(known);
    const scenario = SCENARIO_TEMPLATES.chatbot;
    const resolved = resolveInputs(scenario, known);
    if (!resolved.ok) throw new Error(resolved.error.code);
    expect(decide(resolved.value)).toEqual(await workbench.answer('cost.decide', { scenario }));
  });
});

test('a figure that the user put in a sheet is theirs in a decision, until it is undone', async () => {
  const inputs = async () => {
    const scenario = SCENARIO_TEMPLATES.chatbot;
    const decision = await workbench.answer('cost.decide', { scenario });
    expect(REQUEST_RESULTS['cost.decide'].parse(decision)).toEqual(decision);
    return new Map(decision.inputs.map((input) => [input.id, input]));
  };
  const before = await inputs();
  const place = before.get('api.outputUsdPerMtok')?.source.place;
  expect(place?.sheet).toBe('api_prices');
  const { change } = await workbench.answer('prices.set', {
    sheet: 'api_prices',
    row: place?.row ?? '',
    column: 'output_usd_per_mtok',
    value: '0.05',
    note: 'our contract',
  });
  const after = await inputs();
  expect(after.get('api.outputUsdPerMtok')).toMatchObject({
    base: 0.05,
    source: { source: 'our contract', asOf: change.changedAt.slice(0, 10), kind: 'user', place },
  });
  const changed = [...after].filter(
    ([id, { source }]) => source.kind !== before.get(id)?.source.kind,
  );
  expect(changed.map(([id]) => id)).toEqual(['api.outputUsdPerMtok']);
  expect(after.get('api.inputUsdPerMtok')).toEqual(before.get('api.inputUsdPerMtok'));
  await workbench.answer('prices.undo', { change: change.id });
  expect(await inputs()).toEqual(before);
});

test('scenarios are kept, versioned, copied, imported, thrown away and brought back', async () => {
  const { chatbot, lab } = SCENARIO_TEMPLATES;
  const kept = await workbench.answer('scenarios.save', { id: null, scenario: chatbot });
  const again = await workbench.answer('scenarios.save', { id: kept.id, scenario: lab });
  expect(again).toMatchObject({ id: kept.id, version: 2, scenario: lab });
  const versions = await workbench.answer('scenarios.versions', { scenario: kept.id });
  expect(versions.map(({ scenario }) => scenario)).toEqual([lab, chatbot]);
  const copy = await workbench.answer('scenarios.duplicate', { scenario: lab.name, name: 'ours' });
  expect(copy.scenario).toEqual({ ...lab, name: 'ours' });
  const text = JSON.stringify({ version: 1, name: 'short', work: 'training' });
  const imported = await workbench.answer('scenarios.import', { text });
  expect(imported.scenario).toMatchObject({ name: 'short', currency: null, inputs: {} });
  await workbench.answer('scenarios.delete', { id: copy.id });
  expect(await workbench.answer('scenarios.list', null)).toHaveLength(2);
  await workbench.answer('scenarios.undelete', { id: copy.id });
  expect(await workbench.answer('scenarios.get', { scenario: 'ours' })).toEqual(copy);
});

test.each([
  ['own.gpus', { base: -1 }, 'cost/input-invalid'],
  ['own.yearsKept', { base: 0 }, 'cost/input-invalid'],
  ['own.maxUtilisation', { base: 1.2 }, 'cost/input-invalid'],
  ['work.outputTokens', { base: 300, low: 400 }, 'cost/range-invalid'],
  ['own.gpuPriceUsd', { base: 1500, currency: 'JPY' }, 'cost/currency-mixed'],
  ['own.gpus', { base: 1, currency: 'JPY' }, 'cost/currency-mixed'],
] as const)('%s refuses %o at the field', async (input, given, code) => {
  const { chatbot } = SCENARIO_TEMPLATES;
  const scenario = {
    ...chatbot,
    inputs: { ...chatbot.inputs, [input]: given },
  };
  const refused = await workbench.request('cost.decide', { scenario });
  expect(refused).toMatchObject({ ok: false, error: { code, input } });
});

test('choices that the sheets do not have are named', async () => {
  const { chatbot } = SCENARIO_TEMPLATES;
  for (const choice of ['gpu', 'rentOffer', 'apiModel', 'servedModel'] as const) {
    const choices = { ...chatbot.choices, [choice]: 'none' };
    const refused = await workbench.request('cost.decide', { scenario: { ...chatbot, choices } });
    expect(refused).toEqual({
      ok: false,
      error: { code: 'cost/choice-unknown', choice, value: 'none' },
    });
  }
});

test('a stored run becomes a scenario: its hours and energy here, the same training elsewhere', async () => {
  const [started] = await workbench.startSample('iris', 'tabular-mlp', { epochs: 3 });
  if (started === undefined) throw new Error('no run was started');
  const unmeasured = await workbench.request('cost.scenario-of-run', { run: 'none' });
  expect(unmeasured).toMatchObject({ error: { code: 'run/not-found' } });
  const run = await workbench.ended(started.id);
  const scenario = await workbench.answer('cost.scenario-of-run', { run: run.name });
  expect(scenario.choices.run).toBe(run.id);
  const decision = await workbench.answer('cost.decide', { scenario });
  const own = decision.options.find(({ kind }) => kind === 'own');
  expect(own).toMatchObject({ measured: true, feasible: true, name: run.name });
  expect(decision.options.find(({ kind }) => kind === 'rent')?.feasible).toBe(true);
  const hours = decision.inputs.find(({ id }) => id === 'measured.hoursPerRun');
  expect(hours?.base).toBeCloseTo(run.timing.seconds / 3600, 9);
  expect(hours?.source).toMatchObject({ kind: 'measured', source: run.name });
  expect(decision.names.measured).toBe(run.name);
}, 60_000);
