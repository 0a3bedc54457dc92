import { moneyOf } from '../../app/cost/money.ts';
import { fail, ok } from '../../app/errors.ts';
import type { Settings } from '../../app/settings.ts';
import { checkCard } from '../runs/card-list.ts';
import { type Context, type HandlersOf, isoNow } from './context.ts';
import { countryVat } from './country-vat.ts';

/** Settings that the prices of runs follow from. */
const COST_SETTINGS: readonly (keyof Settings)[] = [
  'tariffRegion',
  'tariffUsdPerKwh',
  'vat',
  'machineWatts',
  'machinePriceUsd',
  'machineLifeYears',
  'machineHoursPerYear',
];

/** Requests about the host, its settings and its machine. */
export function hostRequests({
  store,
  hub,
  host,
  quit,
  queue,
  sheets,
  machine,
  cards,
  pricing,
}: Context): HandlersOf<'host' | 'settings' | 'money' | 'tariffs' | 'doctor'> {
  const vat = countryVat(store, sheets);
  return {
    'host.report': () =>
      ok({
        ...host,
        // Those that were resumed or deleted since need no more attention.
        interruptedRuns: host.interruptedRuns.flatMap(({ id }) => {
          const run = store.runs.find(id);
          return run.ok && run.value.status === 'interrupted' ? [run.value] : [];
        }),
      }),

    'host.quit': () => {
      hub.emit('host.closing', { activeRuns: queue.size });
      setImmediate(quit);
      return ok(null);
    },

    'settings.get': () => vat.shown(),
    'settings.set': async ({ changes }) => {
      const known = await sheets.sheets();
      if (!known.ok) return known;
      const region = changes.tariffRegion;
      if (region && !known.value.electricity.some((row) => row.region === region)) {
        return fail({ code: 'cost/tariff-unknown', region });
      }
      if (changes.device) {
        const checked = checkCard(changes.device, await cards.look());
        if (!checked.ok) return checked;
      }
      const settings = await vat.write(changes, isoNow());
      if (!settings.ok) return settings;
      if ('vat' in changes) hub.emit('prices.changed', { sheet: 'vat_rates' });
      if (COST_SETTINGS.some((key) => key in changes)) {
        const repriced = await pricing.repriceAll();
        if (!repriced.ok) return repriced;
      }
      hub.emit('settings.changed', settings.value);
      return settings;
    },

    'money.shown': async () => {
      const all = await sheets.all();
      if (!all.ok) return all;
      const { currency, tariffRegion } = store.settings.read();
      return ok(moneyOf({ currency, region: tariffRegion }, all.value));
    },

    'tariffs.list': () => sheets.tariffs(),

    'doctor.report': async ({ measure, again = false }) => {
      if (!measure || (!again && (await machine.isMeasured()))) return ok(await machine.report());
      if (queue.size > 0) {
        return again ? fail({ code: 'doctor/busy', runs: queue.size }) : ok(await machine.report());
      }
      return machine.measure({ threads: store.settings.read().threads, again });
    },

    'doctor.stop': () => {
      machine.stop();
      return ok(null);
    },
  };
}
