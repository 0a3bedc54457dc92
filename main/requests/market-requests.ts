import { ok } from '../../app/errors.ts';
import type { ScenarioId } from '../../app/ids.ts';
import type { MarketScenario } from '../../app/market/scenario.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';

/** Requests of the market lab: it is worked out by who asks, from the sheets as they hold here. */
export function marketRequests({ sheets, store }: Context): HandlersOf<'market'> {
  const kept = store.marketScenarios;
  const save = (id: ScenarioId | null, scenario: MarketScenario) =>
    kept.save(id ?? (freshId('scenario') as ScenarioId), scenario, isoNow());

  return {
    'market.facts': async () => {
      const history = await sheets.sheet('api_price_history');
      if (!history.ok) return history;
      const modelParameters = await sheets.sheet('model_parameters');
      if (!modelParameters.ok) return modelParameters;
      const marketParameters = await sheets.sheet('market_parameters');
      if (!marketParameters.ok) return marketParameters;
      const applications = await sheets.sheet('application_archetypes');
      if (!applications.ok) return applications;
      return ok({
        history: history.value,
        modelParameters: modelParameters.value,
        marketParameters: marketParameters.value,
        applications: applications.value,
      });
    },

    'market.list': () => ok(kept.list()),
    'market.get': ({ scenario }) => kept.find(scenario),
    'market.versions': ({ scenario }) => {
      const found = kept.find(scenario);
      return found.ok ? ok(kept.versions(found.value.id)) : found;
    },
    'market.save': ({ id, scenario }) => {
      if (id === null) return save(null, scenario);
      const found = kept.get(id);
      return found.ok ? save(id, scenario) : found;
    },
    'market.duplicate': ({ scenario, name }) => {
      const found = kept.find(scenario);
      if (!found.ok) return found;
      const copy = found.value.scenario;
      return save(null, { ...copy, name: name ?? `${copy.name} ↳` });
    },
    'market.delete': ({ id }) => kept.markDeleted(id, isoNow()),
    'market.undelete': ({ id }) => kept.undelete(id),
  };
}
