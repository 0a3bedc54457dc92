import type { InferredLayer } from '../../architecture/inferred-layer.ts';
import {
  type ConfigValue,
  type LayerSpec,
  type OutputName,
  outputOf,
} from '../../architecture/model-spec.ts';
import { pythonString, pythonValue } from './python-text.ts';

/** Layers of KerasHub, whose code goes with the program. */
export const HUB_LAYERS: readonly string[] = [
  'SinePositionEncoding',
  'PositionEmbedding',
  'TokenAndPositionEmbedding',
  'RotaryEmbedding',
  'TransformerEncoder',
  'TransformerDecoder',
];

/** What wrappers have of their own; all else belongs to the layer inside. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  Bidirectional: ['merge_mode'],
  TimeDistributed: [],
};

/** Arguments that Keras takes when a layer is called. */
const CALL_ARGUMENTS: readonly string[] = ['use_causal_mask'];
const TAKING_CALL_ARGUMENTS: readonly string[] = [
  'MultiHeadAttention',
  'GroupQueryAttention',
  'Attention',
];
const RECURRENT: readonly string[] = ['SimpleRNN', 'GRU', 'LSTM', 'Bidirectional'];

/** Where Keras has what Hearth writes as a function with arguments, such as `l2(0.01)`. */
const FUNCTIONS: Readonly<
  Record<string, { readonly module: string; readonly names: Readonly<Record<string, string>> }>
> = {
  initializer: {
    module: 'initializers',
    names: { uniform: 'RandomUniform', normal: 'RandomNormal' },
  },
  regularizer: { module: 'regularizers', names: { l1: 'L1', l2: 'L2', l1_l2: 'L1L2' } },
  constraint: { module: 'constraints', names: {} },
};

type Entry = readonly [key: string, value: ConfigValue];

/** The call that makes a layer: `keras.layers.Dense(units=10, name="dense")`. */
export function layerCall({ id, type, config }: LayerSpec): string {
  const entries = Object.entries(config).filter(
    ([key]) => !(TAKING_CALL_ARGUMENTS.includes(type) && CALL_ARGUMENTS.includes(key)),
  );
  const name = `name=${pythonString(id)}`;
  const own = WRAPPERS[type];
  if (own === undefined) {
    const made = HUB_LAYERS.includes(type) ? type : `keras.layers.${type}`;
    return `${made}(${[...entries.map(argument), name].join(', ')})`;
  }
  const inside = entries.filter(([key]) => key !== 'layer' && !own.includes(key));
  const outside = entries.filter(([key]) => own.includes(key));
  const inner = `keras.layers.${config.layer}(${inside.map(argument).join(', ')})`;
  return `keras.layers.${type}(${[inner, ...outside.map(argument), name].join(', ')})`;
}

function argument([key, value]: Entry): string {
  // Keras says None where Hearth has a word.
  if (key === 'merge_mode' && value === 'none') return `${key}=None`;
  const functions = FUNCTIONS[key.slice(key.lastIndexOf('_') + 1)];
  const call = typeof value === 'string' ? /^(\w+)\((.*)\)$/.exec(value) : null;
  if (functions === undefined || call === null) return `${key}=${pythonValue(value)}`;
  const [, name = '', values = ''] = call;
  const className = functions.names[name] ?? camelCase(name);
  return `${key}=keras.${functions.module}.${className}(${values.replace(WORDS, '"$&"')})`;
}

/** Arguments that are words, which Hearth writes without quotes: `fan_out` in `2, mode=fan_out`. */
const WORDS = /(?<=(?:^|[,=])\s*)[A-Za-z_]\w*(?=\s*(?:,|$))/g;

/** `max_norm` as its class is called: `MaxNorm`. */
function camelCase(name: string): string {
  return name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What a layer is called with, by the variables of what it takes. */
export function callArguments(layer: InferredLayer, taken: readonly string[]): string {
  const options = TAKING_CALL_ARGUMENTS.includes(layer.type)
    ? Object.entries(layer.config)
        .filter(([key, value]) => CALL_ARGUMENTS.includes(key) && value === true)
        .map(([key]) => `${key}=True`)
    : [];
  const [first = '', ...others] = taken;
  const both = others.length === 0 ? [first, first] : taken;
  switch (layer.type) {
    case 'MultiHeadAttention':
    case 'GroupQueryAttention':
      return [...both, ...options].join(', ');
    case 'Attention':
      return [`[${both.join(', ')}]`, ...options].join(', ');
    case 'TransformerDecoder':
      return taken.join(', ');
    default:
      if (others.length === 0) return first;
      return RECURRENT.includes(layer.type)
        ? `${first}, initial_state=[${others.join(', ')}]`
        : `[${taken.join(', ')}]`;
  }
}

/** An output of a layer by the variable of the layer's outputs; of several, one is picked. */
export function outputVariable(
  name: OutputName,
  variables: ReadonlyMap<string, string>,
  layers: readonly InferredLayer[],
): string {
  const { layerId, place } = outputOf(name);
  const variable = variables.get(layerId) ?? '';
  const from = layers.find(({ id }) => id === layerId);
  return (from?.outputShapes.length ?? 1) > 1 ? `${variable}[${place}]` : variable;
}
