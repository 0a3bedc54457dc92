import { randomInt } from 'node:crypto';
import { checkedLoad } from '../../app/cost/measurement/load-fields.ts';
import type { Measurement } from '../../app/cost/measurement/measurement.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { MeasurementId } from '../../app/ids.ts';
import { serverFacts } from '../meter/server-facts.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';

/** Requests about measured servers of language models. */
export function measurementRequests(context: Context): HandlersOf<'measurements'> {
  const { store, hub, metering, machine, host, queue } = context;

  function changed(result: Result<Measurement>): Result<Measurement> {
    if (result.ok) hub.emit('measurement.changed', result.value);
    return result;
  }

  return {
    'measurements.list': () => ok(store.measurements.list()),
    'measurements.get': ({ measurement }) => store.measurements.find(measurement),
    'measurements.active': () => ok(metering.progress),
    'measurements.models': (server) => serverFacts(server),

    'measurements.start': async ({ token, name, load, ...wish }) => {
      const checked = checkedLoad(load);
      if (!checked.ok) return checked;
      const facts = await machine.facts();
      const { cpuModel, cpuCores, memoryBytes, gpu, rapl } = facts;
      const startedAt = isoNow();
      const runsBefore = queue.size;
      return metering.start(
        token,
        { ...wish, load: checked.value },
        facts,
        randomInt(2 ** 32),
        ({ isHere, ...measured }) =>
          changed(
            store.measurements.insert({
              id: freshId('measurement') as MeasurementId,
              name: name ?? `${measured.server.model} @ ${new URL(measured.server.url).host}`,
              startedAt,
              endedAt: isoNow(),
              ...measured,
              machine: {
                hasServer: isHere,
                trainingRuns: Math.max(runsBefore, queue.size),
                processorCounter: rapl,
                cpuModel,
                cpuCores,
                memoryBytes,
                gpu,
                platform: host.platform,
                hearthVersion: host.version,
              },
            }),
          ),
      );
    },
    'measurements.stop': ({ token }) => {
      metering.stop(token);
      return ok(null);
    },

    'measurements.rename': ({ measurement, name }) => {
      const found = store.measurements.find(measurement);
      return found.ok ? changed(store.measurements.rename(found.value.id, name)) : found;
    },
    'measurements.delete': ({ measurement }) => {
      const found = store.measurements.find(measurement);
      if (!found.ok) return found;
      const { id } = found.value;
      const deleted = store.measurements.markDeleted(id, isoNow());
      if (deleted.ok) hub.emit('measurement.deleted', { measurementId: id });
      return deleted;
    },
    'measurements.undelete': ({ measurement }) => changed(store.measurements.undelete(measurement)),
  };
}
