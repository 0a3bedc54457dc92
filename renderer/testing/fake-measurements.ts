import type { Measurement } from '../../app/cost/measurement/measurement.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { aMeasurement } from '../../app/testing/measurements.ts';
import type { Answers, FakeBridge } from './fake-bridge.ts';

/** Measurements of a host in memory; the server it finds has two models. */
export function fakeMeasurements(given: readonly Measurement[], bridge: () => FakeBridge): Answers {
  let measurements = given;
  let removed: readonly Measurement[] = [];

  const find = (name: string): Result<Measurement> => {
    const found = measurements.find((each) => each.id === name || each.name === name);
    return found === undefined
      ? fail({ code: 'measurement/not-found', measurement: name })
      : ok(found);
  };
  const change = (measurement: Measurement): Result<Measurement> => {
    measurements = [measurement, ...measurements.filter(({ id }) => id !== measurement.id)];
    bridge().tell('measurement.changed', measurement);
    return ok(measurement);
  };

  return {
    'measurements.list': () => ok(measurements),
    'measurements.get': ({ measurement }) => find(measurement),
    'measurements.active': () => ok(null),
    'measurements.models': ({ url, allowPublic }) =>
      url.includes('8.8.8.8') && !allowPublic
        ? fail({ code: 'meter/address-public', host: '8.8.8.8', address: '8.8.8.8' })
        : ok({
            url: `${url}/v1`,
            models: ['qwen3:8b', 'llama3.2:3b'],
            software: 'Ollama',
            version: '0.12.6',
          }),
    'measurements.start': ({ token, model, load }) => {
      const measured = change(
        aMeasurement({ load, name: `${model ?? 'qwen3-8b'} @ 127.0.0.1:8080` }),
      );
      bridge().tell('measurement.ended', { token, error: null });
      return measured;
    },
    'measurements.stop': () => ok(null),
    'measurements.rename': ({ measurement, name }) => {
      const found = find(measurement);
      return found.ok ? change({ ...found.value, name }) : found;
    },
    'measurements.delete': ({ measurement }) => {
      const found = find(measurement);
      if (!found.ok) return found;
      const { id } = found.value;
      removed = [...removed, found.value];
      measurements = measurements.filter((each) => each.id !== id);
      bridge().tell('measurement.deleted', { measurementId: id });
      return ok(null);
    },
    'measurements.undelete': ({ measurement }) => {
      const found = removed.find(({ id }) => id === measurement);
      return found === undefined
        ? fail({ code: 'measurement/not-found', measurement })
        : change(found);
    },
  };
}
