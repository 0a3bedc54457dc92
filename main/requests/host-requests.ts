import { fail, ok } from '../../app/errors.ts';
import { doctorReport } from '../doctor/doctor-report.ts';
import type { Context, HandlersOf } from './context.ts';

/** Requests about the host, its settings and its machine. */
export function hostRequests({
  store,
  hub,
  host,
  quit,
  queue,
  sheets,
  machine,
}: Context): HandlersOf<'host' | 'settings' | 'tariffs' | 'doctor'> {
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

    'settings.get': () => ok(store.settings.read()),
    'settings.set': async ({ changes }) => {
      const known = await sheets.sheets();
      if (!known.ok) return known;
      const region = changes.tariffRegion;
      if (region && !known.value.electricity.some((row) => row.region === region)) {
        return fail({ code: 'cost/tariff-unknown', region });
      }
      const settings = store.settings.write(changes);
      if (settings.ok) hub.emit('settings.changed', settings.value);
      return settings;
    },

    'tariffs.list': () => sheets.tariffs(),

    'doctor.report': async ({ measure }) => {
      const facts = await machine.facts();
      if (measure) {
        const speed = await machine.measure(store.settings.read().threads);
        return ok(doctorReport(facts, speed));
      }
      const kept = await machine.speed();
      return ok(doctorReport(facts, kept === null ? null : ok(kept)));
    },
  };
}
