import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { Fields } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { headsWeights } from './attention-heads.ts';
import {
  ACTIVATIONS,
  type Activation,
  defineLayer,
  lastSize,
  type WeightSpec,
} from './layer-definition.ts';
import { trainable, type WeightConfig, weightFields } from './weight-fields.ts';

/**
 * Whole blocks of a transformer as KerasHub has them: attention, then two dense layers, each with a
 * way around it and a normalisation, before it (`normalize_first`) or behind.
 */
const FIELDS = {
  intermediate_dim: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
  num_heads: { kind: 'integer', minimum: 1, maximum: 1024 },
  dropout: { kind: 'number', minimum: 0, below: 1, default: 0 },
  activation: { kind: 'choice', choices: ACTIVATIONS, default: 'relu' },
  layer_norm_epsilon: { kind: 'number', above: 0, default: 1e-5 },
  ...weightFields({ kernel: 'glorot_uniform', bias: 'zeros' }),
  normalize_first: { kind: 'boolean', default: false },
} as const satisfies Fields;

interface BlockConfig extends WeightConfig<'kernel' | 'bias'> {
  readonly intermediate_dim: number;
  readonly num_heads: number;
}

/** Features that each head compares: what is left over when shared out is not looked at. */
export function headSize(features: number, heads: number): number {
  return Math.floor(features / heads);
}

/** Fails unless all inputs are sequences whose features are enough for the heads. */
function checkBlock(
  { num_heads }: BlockConfig,
  inputs: readonly Shape[],
  layerId: LayerId,
): Result<Shape> {
  const [shape = []] = inputs;
  const flat = inputs.find((each) => each.length !== 2);
  if (flat !== undefined) {
    return fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 2, actual: flat });
  }
  const features = lastSize(shape);
  const error: AppError = {
    code: 'architecture/config-invalid',
    layerId,
    key: 'num_heads',
    value: String(num_heads),
    expected: `integer in [1, ${features}]`,
  };
  return num_heads > features ? fail(error) : ok(shape);
}

/** An attention of the block, with the names of its weights behind its own. */
function attention(
  name: string,
  config: BlockConfig,
  query: Shape,
  value: Shape,
): readonly WeightSpec[] {
  const key_dim = headSize(lastSize(query), config.num_heads);
  const heads = { key_dim, value_dim: null, output_shape: null, use_bias: true, use_gate: false };
  return headsWeights({ ...config, ...heads }, { query, value, key: value }).map((weight) => ({
    ...weight,
    name: `${name}/${weight.name}`,
  }));
}

function normalization(name: string, features: number): readonly WeightSpec[] {
  const common = { shape: [features], trainable: true } as const;
  return [
    { ...common, name: `${name}/gamma`, initializer: 'ones' },
    { ...common, name: `${name}/beta`, initializer: 'zeros' },
  ];
}

function dense(
  name: string,
  config: BlockConfig,
  features: number,
  units: number,
): readonly WeightSpec[] {
  return [
    trainable('kernel', config, [features, units], `${name}/kernel`),
    trainable('bias', config, [units], `${name}/bias`),
  ];
}

function feedforward(config: BlockConfig, features: number): readonly WeightSpec[] {
  const { intermediate_dim } = config;
  return [
    ...dense('feedforward_intermediate_dense', config, features, intermediate_dim),
    ...dense('feedforward_output_dense', config, intermediate_dim, features),
  ];
}

const block = {
  category: 'attention',
  masksOutput: (_config: unknown, [masked = false]: readonly boolean[]) => masked,
  // The last thing in it is a sum or a normalisation.
  finalActivation: (): Activation => 'linear',
} as const;

/**
 * A block that looks at a whole sequence [time, features], its steps that are there.
 * @source Vaswani et al. 2017, arXiv:1706.03762; KerasHub `TransformerEncoder`
 */
const transformerEncoder = defineLayer({
  ...block,
  type: 'TransformerEncoder',
  fields: FIELDS,
  inputCount: 1,
  inferShape: (config, inputs, layerId) => checkBlock(config, inputs, layerId),
  weights: (config, [sequence = []]) => {
    const features = lastSize(sequence);
    return [
      ...attention('self_attention_layer', config, sequence, sequence),
      ...normalization('self_attention_layer_norm', features),
      ...normalization('feedforward_layer_norm', features),
      ...feedforward(config, features),
    ];
  },
});

/**
 * A block that looks at what came before in its sequence and, where a second input is given, at all of
 * that. `use_causal_mask`, an argument of the call in KerasHub, hides what comes later.
 * @source Vaswani et al. 2017, arXiv:1706.03762; KerasHub `TransformerDecoder`
 */
const transformerDecoder = defineLayer({
  ...block,
  type: 'TransformerDecoder',
  fields: { ...FIELDS, use_causal_mask: { kind: 'boolean', default: true } },
  inputCount: { minimum: 1, maximum: 2 },
  inferShape: (config, inputs, layerId) => checkBlock(config, inputs, layerId),
  weights: (config, [sequence = [], encoded]) => {
    const features = lastSize(sequence);
    return [
      ...attention('self_attention', config, sequence, sequence),
      ...normalization('self_attention_layer_norm', features),
      ...(encoded === undefined
        ? []
        : [
            ...attention('cross_attention', config, sequence, encoded),
            ...normalization('cross_attention_layer_norm', features),
          ]),
      ...feedforward(config, features),
      ...normalization('feedforward_layer_norm', features),
    ];
  },
});

export const TRANSFORMER_LAYERS = {
  TransformerEncoder: transformerEncoder,
  TransformerDecoder: transformerDecoder,
} as const;
