import { SHEETS, type SheetName, type SheetRow } from '../../cost/fact-sheets.ts';
import type { MarketFacts } from '../lab.ts';

/**
 * The sheets of the market lab, checked.
 * @param read a sheet's rows, by its file's name without `.json`
 */
export function marketFactsOf(read: (sheet: SheetName) => unknown): MarketFacts {
  const sheet = <Name extends SheetName>(name: Name): readonly SheetRow<Name>[] =>
    (read(name) as readonly unknown[]).map((row) => {
      const checked = SHEETS[name].safeParse(row);
      if (!checked.success) throw new Error(`${name}: ${checked.error.message}`);
      return checked.data as SheetRow<Name>;
    });
  return {
    history: sheet('api_price_history'),
    modelParameters: sheet('model_parameters'),
    marketParameters: sheet('market_parameters'),
    applications: sheet('application_archetypes'),
  };
}
