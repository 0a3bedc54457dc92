import { fail, ok, type Result } from '../errors.ts';
import type { Field, Fields } from '../field.ts';
import type { LayerId } from '../ids.ts';
import { type Shape, sameShape } from '../shape.ts';
import {
  ACTIVATIONS,
  type Activation,
  defineLayer,
  lastSize,
  type WeightSpec,
} from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';
import { trainable, type WeightConfig, weightFields } from './weight-fields.ts';

const UNITS = { kind: 'integer', minimum: 1, maximum: 65_536 } as const satisfies Field;

const activation = <const Default extends string>(name: Default) =>
  ({ kind: 'choice', choices: ACTIVATIONS, default: name }) as const;

const WEIGHT_FIELDS = {
  use_bias: { kind: 'boolean', default: true },
  ...weightFields({ kernel: 'glorot_uniform', recurrent: 'orthogonal', bias: 'zeros' }),
  ...ACTIVITY_FIELDS,
} as const satisfies Fields;

const SEQUENCE_FIELDS = {
  dropout: { kind: 'number', minimum: 0, below: 1, default: 0 },
  recurrent_dropout: { kind: 'number', minimum: 0, below: 1, default: 0 },
  return_sequences: { kind: 'boolean', default: false },
  return_state: { kind: 'boolean', default: false },
  go_backwards: { kind: 'boolean', default: false },
} as const satisfies Fields;

interface SequenceConfig {
  readonly units: number;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
}

/**
 * What recurrent layers have in common. They take a sequence [time, features] and, where further
 * inputs are given, the states to begin with, each [units]. They give the last output, or those of
 * all steps, and, with `return_state`, the last states behind it. A masked step repeats what was
 * before it.
 */
function recurrent(states: number) {
  return {
    category: 'sequence',
    inputCount: { minimum: 1, maximum: 1 + states },
    masksOutput: (config: SequenceConfig, [masked = false]: readonly boolean[]) =>
      config.return_sequences && masked,
    inferShape: (config: SequenceConfig, inputs: readonly Shape[], layerId: LayerId) =>
      sequenceShape(config, inputs, states, layerId),
    furtherOutputs: ({ return_state, units }: SequenceConfig): readonly Shape[] =>
      return_state ? Array.from({ length: states }, () => [units]) : [],
    // States and gates stand between an activation and the output.
    finalActivation: (): Activation => 'linear',
  } as const;
}

function sequenceShape(
  { units, return_sequences }: SequenceConfig,
  inputs: readonly Shape[],
  states: number,
  layerId: LayerId,
): Result<Shape> {
  const [sequence = [], ...initial] = inputs;
  if (initial.length > 0 && initial.length < states) {
    return fail({
      code: 'architecture/input-count',
      layerId,
      expected: 1 + states,
      found: inputs.length,
    });
  }
  if (sequence.length !== 2) {
    const error = { code: 'architecture/rank-mismatch', layerId, expectedRank: 2 } as const;
    return fail({ ...error, actual: sequence });
  }
  const expected = [units];
  const odd = initial.find((shape) => !sameShape(shape, expected));
  if (odd !== undefined) {
    return fail({ code: 'architecture/shape-mismatch', layerId, expected, actual: odd });
  }
  const [time = 1] = sequence;
  return ok(return_sequences ? [time, units] : [units]);
}

interface WeightsConfig extends WeightConfig<'kernel' | 'recurrent' | 'bias'> {
  readonly units: number;
  readonly use_bias: boolean;
}

/** Kernel [features, gates × units], recurrent kernel [units, gates × units], and the bias. */
function recurrentWeights(
  config: WeightsConfig,
  [sequence = []]: readonly Shape[],
  gates: number,
  bias: Pick<WeightSpec, 'shape' | 'ones'>,
): readonly WeightSpec[] {
  const columns = gates * config.units;
  const kernels = [
    trainable('kernel', config, [lastSize(sequence), columns]),
    trainable('recurrent', config, [config.units, columns], 'recurrent_kernel'),
  ];
  if (!config.use_bias) return kernels;
  return [...kernels, { ...trainable('bias', config, bias.shape), ones: bias.ones }];
}

/** `h = activation(x · kernel + h · recurrent_kernel + bias)`. */
const simpleRnn = defineLayer({
  type: 'SimpleRNN',
  ...recurrent(1),
  fields: {
    units: UNITS,
    activation: activation('tanh'),
    ...WEIGHT_FIELDS,
    ...SEQUENCE_FIELDS,
  },
  weights: (config, inputs) =>
    recurrentWeights(config, inputs, 1, { shape: [config.units], ones: undefined }),
});

/**
 * Gated recurrent unit, its columns in the order update z, reset r, candidate. `reset_after` applies
 * the reset gate behind the product with the recurrent kernel, which has a bias of its own then:
 * `bias` is [2, 3 × units].
 * @source Cho et al. 2014, arXiv:1406.1078; Keras 3 `GRU`
 */
const gru = defineLayer({
  type: 'GRU',
  ...recurrent(1),
  fields: {
    units: UNITS,
    activation: activation('tanh'),
    recurrent_activation: activation('sigmoid'),
    ...WEIGHT_FIELDS,
    ...SEQUENCE_FIELDS,
    reset_after: { kind: 'boolean', default: true },
  },
  weights: (config, inputs) => {
    const columns = 3 * config.units;
    const shape = config.reset_after ? [2, columns] : [columns];
    return recurrentWeights(config, inputs, 3, { shape, ones: undefined });
  },
});

/**
 * Long short-term memory, its columns in the order input i, forget f, candidate c, output o. With
 * `unit_forget_bias` the forget gate starts open, its bias at 1.
 * @source Hochreiter & Schmidhuber 1997; Gers et al. 2000; Keras 3 `LSTM`
 */
const lstm = defineLayer({
  type: 'LSTM',
  ...recurrent(2),
  fields: {
    units: UNITS,
    activation: activation('tanh'),
    recurrent_activation: activation('sigmoid'),
    ...WEIGHT_FIELDS,
    unit_forget_bias: { kind: 'boolean', default: true },
    ...SEQUENCE_FIELDS,
  },
  weights: (config, inputs) => {
    const { units, unit_forget_bias } = config;
    const ones = unit_forget_bias ? ([units, 2 * units] as const) : undefined;
    return recurrentWeights(config, inputs, 4, { shape: [4 * units], ones });
  },
});

export const RECURRENT_LAYERS = { SimpleRNN: simpleRnn, GRU: gru, LSTM: lstm } as const;
