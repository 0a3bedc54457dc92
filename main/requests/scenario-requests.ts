import { decodeScenarioText } from '../../app/contract/decode.ts';
import { decide } from '../../app/cost/decision/decide.ts';
import { measuredServing } from '../../app/cost/decision/measured-sides.ts';
import type { MeasuredRun, ResolveContext } from '../../app/cost/decision/resolve-context.ts';
import { resolveInputs } from '../../app/cost/decision/resolve-inputs.ts';
import { scenarioOfRun } from '../../app/cost/decision/run-scenario.ts';
import type { Scenario } from '../../app/cost/decision/scenario.ts';
import { estimatedWatts, kwhOfWatts } from '../../app/cost/energy.ts';
import { localeCountry } from '../../app/cost/tariff.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ScenarioId } from '../../app/ids.ts';
import { expectedDeclines } from '../../app/market/expected-declines.ts';
import { ENGINES, isEngineId } from '../../app/training/engines.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';

/** Requests about decisions between owning, renting and an API, and the scenarios they are made from. */
export function scenarioRequests(context: Context): HandlersOf<'cost'> & HandlersOf<'scenarios'> {
  const { store, sheets, machine } = context;

  /** A stored run with what is needed to repeat it elsewhere. */
  async function measuredRun(name: string): Promise<Result<MeasuredRun>> {
    const found = store.runs.find(name);
    if (!found.ok) return found;
    const detail = store.runs.get(found.value.id);
    if (!detail.ok) return detail;
    const { run, plan, flopsPerSample, parameters } = detail.value;
    const { seconds, samplesPerSecond } = run.timing;
    if (seconds <= 0) return fail({ code: 'cost/run-unmeasured', run: run.name });
    const known = await sheets.parameters();
    if (!known.ok) return known;
    const { cpuCores } = await machine.facts();
    const { watts } = estimatedWatts(store.settings.read(), cpuCores, known.value);
    return ok({
      name: run.name,
      seconds,
      samplesPerSecond,
      flopsPerSample,
      parameters,
      batchSize: plan.batchSize,
      device: isEngineId(run.engine) ? ENGINES[run.engine].device : 'cpu',
      cores: cpuCores,
      kwh: run.energy?.kwh ?? kwhOfWatts(watts, seconds),
      gemmGflops: (await machine.speed())?.gemmGflops ?? null,
      measuredAt: (run.endedAt ?? run.createdAt).slice(0, 10),
    });
  }

  async function contextFor(chosen: {
    readonly measurement: string | null;
    readonly run: string | null;
  }): Promise<Result<ResolveContext>> {
    const all = await sheets.all();
    if (!all.ok) return all;
    const measurement =
      chosen.measurement === null ? null : store.measurements.find(chosen.measurement);
    if (measurement !== null && !measurement.ok) return measurement;
    const serving = measurement === null ? null : measuredServing(measurement.value);
    if (measurement !== null && serving === null) {
      return fail({ code: 'cost/measurement-empty', measurement: measurement.value.name });
    }
    const run = chosen.run === null ? null : await measuredRun(chosen.run);
    if (run !== null && !run.ok) return run;
    const { tariffRegion, tariffUsdPerKwh, vat, currency, machinePriceUsd } = store.settings.read();
    return ok({
      sheets: {
        gpus: all.value.gpus,
        cloud_gpu_prices: all.value.cloud_gpu_prices,
        cloud_cpu_prices: all.value.cloud_cpu_prices,
        api_prices: all.value.api_prices,
        electricity_prices: all.value.electricity_prices,
        model_parameters: all.value.model_parameters,
        run_parameters: all.value.run_parameters,
        rental_exclusions: all.value.rental_exclusions,
        rental_terms: all.value.rental_terms,
        exchange_rates: all.value.exchange_rates,
        vat_rates: all.value.vat_rates,
      },
      settings: { tariffRegion, tariffUsdPerKwh, vat, currency, machinePriceUsd },
      localeCountry: localeCountry(Intl.DateTimeFormat().resolvedOptions().locale),
      today: isoNow().slice(0, 10),
      serving,
      run: run === null ? null : run.value,
      declines: expectedDeclines(
        all.value.api_price_history,
        all.value.market_parameters,
        isoNow().slice(0, 10),
      ),
    });
  }

  function save(id: ScenarioId | null, scenario: Scenario) {
    return store.scenarios.save(id ?? (freshId('scenario') as ScenarioId), scenario, isoNow());
  }

  return {
    'cost.decide': async ({ scenario }) => {
      const { work, choices } = scenario;
      const known = await contextFor({
        measurement: work === 'serving' ? choices.measurement : null,
        run: work === 'training' ? choices.run : null,
      });
      if (!known.ok) return known;
      const resolved = resolveInputs(scenario, known.value);
      return resolved.ok ? ok(decide(resolved.value)) : resolved;
    },

    'cost.scenario-of-run': async ({ run }) => {
      const measured = await measuredRun(run);
      if (!measured.ok) return measured;
      const found = store.runs.find(run);
      return found.ok ? ok(scenarioOfRun(found.value)) : found;
    },

    'scenarios.list': () => ok(store.scenarios.list()),
    'scenarios.get': ({ scenario }) => store.scenarios.find(scenario),
    'scenarios.versions': ({ scenario }) => {
      const found = store.scenarios.find(scenario);
      return found.ok ? ok(store.scenarios.versions(found.value.id)) : found;
    },
    'scenarios.save': ({ id, scenario }) => {
      if (id === null) return save(null, scenario);
      const found = store.scenarios.get(id);
      return found.ok ? save(id, scenario) : found;
    },
    'scenarios.duplicate': ({ scenario, name }) => {
      const found = store.scenarios.find(scenario);
      if (!found.ok) return found;
      const copy = found.value.scenario;
      return save(null, { ...copy, name: name ?? `${copy.name} ↳` });
    },
    'scenarios.import': ({ text }) => {
      const scenario = decodeScenarioText('scenario', text);
      return scenario.ok ? save(null, scenario.value) : scenario;
    },
    'scenarios.delete': ({ id }) => store.scenarios.markDeleted(id, isoNow()),
    'scenarios.undelete': ({ id }) => store.scenarios.undelete(id),
    'scenarios.context': contextFor,
  };
}
