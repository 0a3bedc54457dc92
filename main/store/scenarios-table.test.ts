import { expect, test } from 'vitest';
import { CHATBOT } from '../../app/cost/decision/templates/chatbot.ts';
import type { ScenarioId } from '../../app/ids.ts';
import { DEFAULT_MARKET_SCENARIO } from '../../app/market/scenario.ts';
import { temporaryStore, unwrap } from './testing/temporary-store.ts';

const AT = '2026-08-01T10:00:00.000Z';
const LATER = '2026-08-02T10:00:00.000Z';
const id = 'scenario-1' as ScenarioId;
const changed = { ...CHATBOT, name: 'ours', currency: 'EUR' };

test('each save that changes something is a version of its own; none is overwritten', () => {
  const { scenarios } = temporaryStore();
  const first = unwrap(scenarios.save(id, CHATBOT, AT));
  expect(first).toEqual({ id, scenario: CHATBOT, version: 1, createdAt: AT, changedAt: AT });
  expect(unwrap(scenarios.save(id, CHATBOT, LATER))).toEqual(first);
  const second = unwrap(scenarios.save(id, changed, LATER));
  expect(second).toEqual({
    id,
    scenario: changed,
    version: 2,
    createdAt: AT,
    changedAt: LATER,
  });
  expect(scenarios.versions(id)).toEqual([second, first]);
  expect(scenarios.list()).toEqual([second]);
});

test('a scenario is found by its id, or by a name that is its own', () => {
  const { scenarios } = temporaryStore();
  const kept = unwrap(scenarios.save(id, changed, AT));
  expect(unwrap(scenarios.find('ours'))).toEqual(kept);
  unwrap(scenarios.save('scenario-2' as ScenarioId, changed, LATER));
  expect(unwrap(scenarios.find(id))).toEqual(kept);
  expect(scenarios.find('ours')).toEqual({
    ok: false,
    error: { code: 'scenario/name-ambiguous', scenario: 'ours', matches: 2 },
  });
  expect(scenarios.list().map((scenario) => scenario.id)).toEqual(['scenario-2', id]);
});

test('scenarios are thrown away with their versions, and brought back with them', () => {
  const { scenarios } = temporaryStore();
  unwrap(scenarios.save(id, CHATBOT, AT));
  unwrap(scenarios.save(id, changed, LATER));
  const notFound = { ok: false, error: { code: 'scenario/not-found', scenario: id } };
  unwrap(scenarios.markDeleted(id, LATER));
  expect(scenarios.list()).toEqual([]);
  expect(scenarios.versions(id)).toEqual([]);
  expect(scenarios.get(id)).toEqual(notFound);
  expect(scenarios.trash()).toEqual([{ id, name: 'ours', deletedAt: LATER }]);
  expect(unwrap(scenarios.undelete(id)).version).toBe(2);
  expect(scenarios.purge(id)).toEqual(notFound);
  unwrap(scenarios.markDeleted(id, LATER));
  unwrap(scenarios.purge(id));
  expect(scenarios.undelete(id)).toEqual(notFound);
});

test('questions of the market lab are kept apart from decisions, under the same name if need be', () => {
  const { marketScenarios, scenarios } = temporaryStore();
  const market = { ...DEFAULT_MARKET_SCENARIO, name: 'ours' };
  unwrap(scenarios.save(id, changed, AT));
  const kept = unwrap(marketScenarios.save('scenario-2' as ScenarioId, market, AT));
  expect(unwrap(marketScenarios.find('ours'))).toEqual(kept);
  expect(unwrap(scenarios.find('ours')).scenario).toEqual(changed);
  expect(marketScenarios.get(id).ok).toBe(false);
  expect(marketScenarios.markDeleted(id, LATER).ok).toBe(false);
  unwrap(marketScenarios.markDeleted(kept.id, LATER));
  expect(scenarios.trash()).toEqual([]);
  expect(unwrap(marketScenarios.undelete(kept.id))).toEqual(kept);
  expect(scenarios.list()).toHaveLength(1);
});
