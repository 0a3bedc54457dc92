import type { StoredMarketScenario } from '../../app/contract/scenarios.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ScenarioId } from '../../app/ids.ts';
import type { Answers } from './fake-bridge.ts';

const NOW = '2026-11-01T10:00:00.000Z';

/** Kept questions of the market lab in memory, every version of them. */
export function fakeMarket(): Answers {
  let versions: readonly StoredMarketScenario[] = [];
  let gone: ReadonlySet<string> = new Set();
  let made = 0;

  const of = (id: string) => versions.filter((one) => one.id === id && !gone.has(id));
  const find = (id: string): Result<StoredMarketScenario> => {
    const [newest] = of(id);
    return newest === undefined ? fail({ code: 'scenario/not-found', scenario: id }) : ok(newest);
  };
  const put = (id: ScenarioId | null, scenario: StoredMarketScenario['scenario']) => {
    const kept = {
      id: id ?? (`scenario-market-${++made}` as ScenarioId),
      scenario,
      version: (id === null ? 0 : of(id).length) + 1,
      createdAt: NOW,
      changedAt: NOW,
    };
    versions = [kept, ...versions];
    return ok(kept);
  };

  return {
    'market.list': () => {
      const ids = [...new Set(versions.map(({ id }) => id))];
      return ok(ids.flatMap((id) => of(id).slice(0, 1)));
    },
    'market.get': ({ scenario }) => find(scenario),
    'market.versions': ({ scenario }) => ok(of(scenario)),
    'market.save': ({ id, scenario }) => put(id, scenario),
    'market.duplicate': ({ scenario, name }) => {
      const found = find(scenario);
      if (!found.ok) return found;
      const copy = found.value.scenario;
      return put(null, { ...copy, name: name ?? copy.name });
    },
    'market.delete': ({ id }) => {
      gone = new Set([...gone, id]);
      return ok(null);
    },
    'market.undelete': ({ id }) => {
      gone = new Set([...gone].filter((other) => other !== id));
      return find(id);
    },
  };
}
