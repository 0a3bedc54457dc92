import { BASE_FIELDS } from '../../../../app/architecture/base-fields.ts';
import { findDefinition } from '../../../../app/architecture/catalogue.ts';
import type { ConfigValue, LayerSpec } from '../../../../app/architecture/model-spec.ts';
import { fieldsOf } from '../../../../app/architecture/read-config.ts';
import type { Field, Fields } from '../../../../app/field.ts';

/** Arguments that most people never touch; the inspector folds them. */
const SELDOM_USED: ReadonlySet<string> = new Set([
  'dilation_rate',
  'output_padding',
  'groups',
  'epsilon',
  'layer_norm_epsilon',
  'center',
  'initializer',
  'keepdims',
  'recurrent_activation',
  'reset_after',
  'unit_forget_bias',
  'go_backwards',
  'return_state',
  'value_dim',
  'output_shape',
  'rotary_max_wavelength',
  'attention_axes',
  'sliding_window',
  'use_gate',
  ...Object.keys(BASE_FIELDS),
]);

/** What a layer is for, though others seldom need an argument of that name. */
const OFTEN_USED: ReadonlySet<string> = new Set(['GroupNormalization.groups']);

const isSeldomUsed = (type: string, name: string): boolean =>
  (SELDOM_USED.has(name) && !OFTEN_USED.has(`${type}.${name}`)) ||
  /_(initializer|regularizer|constraint)$/.test(name);

export interface LayerArgument {
  readonly name: string;
  readonly field: Field;
  /** Undefined where the default holds. */
  readonly value: ConfigValue | undefined;
  readonly seldomUsed: boolean;
}

/** A layer's arguments in Keras' order, those of every layer with weights last; none for an unknown type. */
export function layerArguments(layer: LayerSpec): readonly LayerArgument[] {
  const definition = findDefinition(layer.type);
  const fields: Fields = definition === undefined ? {} : fieldsOf(definition, layer.config);
  return Object.entries(fields).map(([name, field]) => ({
    name,
    field,
    value: layer.config[name],
    seldomUsed: isSeldomUsed(layer.type, name),
  }));
}

/** Whether an argument is about weights, whatever the layer's type. */
export function isAboutWeights({ name }: LayerArgument): boolean {
  return Object.hasOwn(BASE_FIELDS, name);
}

/** Whether an argument says something other than its default. */
export function differsFromDefault({ field, value }: LayerArgument): boolean {
  return value !== undefined && JSON.stringify(value) !== JSON.stringify(field.default);
}

/** What sets a layer apart, in one line: `units=64  activation=relu`. */
export function argumentSummary(layer: LayerSpec): string {
  return layerArguments(layer)
    .filter(differsFromDefault)
    .map(({ name, value }) => `${name}=${shortText(value)}`)
    .join('  ');
}

function shortText(value: ConfigValue | undefined): string {
  if (Array.isArray(value)) return value.join('×');
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return String(value);
}
