import { ok } from '../../app/errors.ts';
import type { Context, HandlersOf } from './context.ts';

/** Requests of the market lab: it is worked out by who asks, from the sheets as they hold here. */
export function marketRequests({ sheets }: Context): HandlersOf<'market'> {
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
  };
}
