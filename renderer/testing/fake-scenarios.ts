import type { StoredScenario } from '../../app/contract/scenarios.ts';
import type { ResolveContext } from '../../app/cost/decision/resolve-context.ts';
import type { SheetName, SheetRow } from '../../app/cost/fact-sheets.ts';
import { readRow } from '../../app/cost/sheets/read-row.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ScenarioId } from '../../app/ids.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import apiPrices from '../../resources/facts/api_prices.json?raw';
import cloudCpuPrices from '../../resources/facts/cloud_cpu_prices.json?raw';
import cloudGpuPrices from '../../resources/facts/cloud_gpu_prices.json?raw';
import electricityPrices from '../../resources/facts/electricity_prices.json?raw';
import exchangeRates from '../../resources/facts/exchange_rates.json?raw';
import gpus from '../../resources/facts/gpus.json?raw';
import modelParameters from '../../resources/facts/model_parameters.json?raw';
import rentalExclusions from '../../resources/facts/rental_exclusions.json?raw';
import rentalTerms from '../../resources/facts/rental_terms.json?raw';
import runParameters from '../../resources/facts/run_parameters.json?raw';
import type { Answers } from './fake-bridge.ts';

const NOW = '2026-11-01T10:00:00.000Z';

/** What the bundled sheets and untouched settings give, as a host has it. */
export function bundledContext(changes: Partial<ResolveContext> = {}): ResolveContext {
  return {
    sheets: {
      gpus: rowsOf('gpus', gpus),
      cloud_gpu_prices: rowsOf('cloud_gpu_prices', cloudGpuPrices),
      cloud_cpu_prices: rowsOf('cloud_cpu_prices', cloudCpuPrices),
      api_prices: rowsOf('api_prices', apiPrices),
      electricity_prices: rowsOf('electricity_prices', electricityPrices),
      model_parameters: rowsOf('model_parameters', modelParameters),
      run_parameters: rowsOf('run_parameters', runParameters),
      rental_exclusions: rowsOf('rental_exclusions', rentalExclusions),
      rental_terms: rowsOf('rental_terms', rentalTerms),
      exchange_rates: rowsOf('exchange_rates', exchangeRates),
      vat_rates: [],
    },
    settings: DEFAULT_SETTINGS,
    localeCountry: 'DE',
    today: '2026-11-26',
    serving: null,
    run: null,
    declines: [],
    ...changes,
  };
}

/** Scenarios of a host in memory, decided with the bundled sheets. */
export function fakeScenarios(initial: readonly StoredScenario[]): Answers {
  let stored = initial;
  let removed: readonly StoredScenario[] = [];
  let versions: readonly StoredScenario[] = initial;
  let made = 0;

  const find = (from: readonly StoredScenario[], id: string): Result<StoredScenario> => {
    const found = from.find((one) => one.id === id);
    return found === undefined ? fail({ code: 'scenario/not-found', scenario: id }) : ok(found);
  };
  const put = (scenario: StoredScenario): Result<StoredScenario> => {
    stored = [...stored.filter(({ id }) => id !== scenario.id), scenario];
    if (!versions.includes(scenario)) versions = [scenario, ...versions];
    return ok(scenario);
  };

  return {
    'scenarios.context': () => ok(bundledContext()),
    'scenarios.list': () => ok(stored),
    'scenarios.get': ({ scenario }) => find(stored, scenario),
    'scenarios.save': ({ id, scenario }) => {
      const before = stored.find((one) => one.id === id);
      return put({
        id: id ?? (`scenario-${++made}` as ScenarioId),
        scenario,
        version: (before?.version ?? 0) + 1,
        createdAt: before?.createdAt ?? NOW,
        changedAt: NOW,
      });
    },
    'scenarios.versions': ({ scenario }) => ok(versions.filter(({ id }) => id === scenario)),
    'scenarios.duplicate': ({ scenario, name }) => {
      const found = find(stored, scenario);
      if (!found.ok) return found;
      const id = `scenario-${++made}` as ScenarioId;
      const copy = { ...found.value.scenario, name: name ?? found.value.scenario.name };
      return put({ ...found.value, id, scenario: copy, version: 1 });
    },
    'scenarios.delete': ({ id }) => {
      const found = find(stored, id);
      if (!found.ok) return found;
      removed = [...removed, found.value];
      stored = stored.filter((one) => one.id !== id);
      return ok(null);
    },
    'scenarios.undelete': ({ id }) => {
      const found = find(removed, id);
      return found.ok ? put(found.value) : found;
    },
  };
}

function rowsOf<Name extends SheetName>(name: Name, text: string): readonly SheetRow<Name>[] {
  const rows: readonly unknown[] = JSON.parse(text);
  return rows.map((row) => {
    const read = readRow(name, row);
    if (!read.ok) throw new Error(`A row of ${name} is not as its columns say`);
    return read.row;
  });
}
