import { fail, ok, type Result } from '../errors.ts';
import { type Fields, readField, type ValuesOf } from '../field.ts';
import { BASE_FIELDS } from './base-fields.ts';
import type { LayerDefinition } from './layer-definition.ts';
import type { LayerSpec } from './model-spec.ts';
import { unsupportedInCall, unsupportedReason } from './unsupported-arguments.ts';

/**
 * Reads a layer's config by all fields of its definition, those that follow from others included.
 * @returns every field, defaults filled in; or the first key that is unknown or does not fit
 */
export function readLayerConfig(
  definition: LayerDefinition,
  layer: LayerSpec,
): Result<ValuesOf<Fields>> {
  const { fields } = definition;
  if (definition.innerFields === undefined) return readConfig(fields, layer);
  const own = Object.entries(layer.config).filter(([key]) => Object.hasOwn(fields, key));
  const read = readConfig(fields, { ...layer, config: Object.fromEntries(own) });
  if (!read.ok) return read;
  return readConfig({ ...fields, ...definition.innerFields(read.value) }, layer);
}

/**
 * Reads a layer's config by its definition's fields.
 * @returns every field, defaults filled in; or the first key that is unknown or does not fit
 */
export function readConfig<F extends Fields>(fields: F, layer: LayerSpec): Result<ValuesOf<F>> {
  for (const key of Object.keys(layer.config)) {
    if (!Object.hasOwn(fields, key)) {
      const reason = unsupportedReason(typesOf(layer), key);
      if (reason !== null) {
        return fail({ code: 'architecture/config-unsupported', layerId: layer.id, key, reason });
      }
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
      const refused = field.kind === 'function' ? unsupportedInCall(layer.config[key]) : null;
      if (refused !== null) {
        return fail({
          code: 'architecture/config-unsupported',
          layerId: layer.id,
          key: `${key}.${refused.argument}`,
          reason: refused.reason,
        });
      }
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

/** A layer's type, and that of the layer that it wraps. */
function typesOf({ type, config }: LayerSpec): readonly string[] {
  return typeof config.layer === 'string' ? [type, config.layer] : [type];
}

/**
 * The fields of a layer as it is configured, those of every layer with weights last; those that follow
 * from faulty ones are left out.
 */
export function fieldsOf(definition: LayerDefinition, config: LayerSpec['config']): Fields {
  return { ...ownFields(definition, config), ...BASE_FIELDS };
}

function ownFields(definition: LayerDefinition, config: LayerSpec['config']): Fields {
  const { fields } = definition;
  if (definition.innerFields === undefined) return fields;
  const values = Object.entries(fields).map(([key, field]) => {
    const reading = readField(field, config[key]);
    return reading.ok ? [key, reading.value] : null;
  });
  const read = values.filter((entry) => entry !== null);
  if (read.length < values.length) return fields;
  return { ...fields, ...definition.innerFields(Object.fromEntries(read)) };
}
