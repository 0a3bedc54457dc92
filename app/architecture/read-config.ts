import { fail, ok, type Result } from '../errors.ts';
import { type Fields, readField, type ValuesOf } from '../field.ts';
import type { LayerSpec } from './model-spec.ts';

/**
 * Reads a layer's config by its definition's fields.
 * @returns every field, defaults filled in; or the first key that is unknown or does not fit
 */
export function readConfig<F extends Fields>(fields: F, layer: LayerSpec): Result<ValuesOf<F>> {
  for (const key of Object.keys(layer.config)) {
    if (!Object.hasOwn(fields, key)) {
      return fail({
        code: 'architecture/config-unknown',
        layerId: layer.id,
        key,
        known: Object.keys(fields),
      });
    }
  }
  const config: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const reading = readField(field, layer.config[key]);
    if (!reading.ok) {
      return fail({
        code: 'architecture/config-invalid',
        layerId: layer.id,
        key,
        ...reading.refusal,
      });
    }
    config[key] = reading.value;
  }
  // Every key of `fields` was read as its kind says, which is what ValuesOf states.
  return ok(config as ValuesOf<F>);
}
