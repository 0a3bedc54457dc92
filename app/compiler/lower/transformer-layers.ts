import type { LayerConfig } from '../../architecture/catalogue.ts';
import type { Value } from '../graph.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { layerNormalization } from '../operators/layer-normalization.ts';
import { matrixProduct } from '../operators/linear.ts';
import { reshape } from '../operators/movement.ts';
import { activationFunction } from './activations.ts';
import { multiHeadAttention, type Visibility } from './attention.ts';
import { dropoutMask } from './dropout-mask.ts';
import { type LayerTensor, timeFirst } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';

type BlockConfig = LayerConfig<'TransformerEncoder'>;

/** What the parts of a block share: everything in it is [time, batch, features]. */
class Block {
  readonly #config: BlockConfig;
  readonly #context: LoweringContext;

  constructor(config: BlockConfig, context: LoweringContext) {
    this.#config = config;
    this.#context = context;
  }

  /** A part of the block with a way around it, and its normalisation before it or behind. */
  around(x: Value, name: string, part: (x: Value) => Value): Value {
    const { normalize_first: first, dropout } = this.#config;
    const found = part(first ? this.#normalized(x, `${name}_layer_norm`) : x);
    const mask = dropoutMask(found.shape, dropout, this.#context, name);
    const sum = add(mask === null ? found : multiply(found, mask), x);
    return first ? sum : this.#normalized(sum, `${name}_layer_norm`);
  }

  attention(name: string, query: Value, value: Value, visibility: Visibility): Value {
    const { num_heads: count, dropout } = this.#config;
    const context: LoweringContext = {
      ...this.#context,
      uniformNumbers: (shape, stream = '') =>
        this.#context.uniformNumbers(shape, `${name}/${stream}`),
    };
    return multiHeadAttention(
      { query, value, key: value },
      { count, gated: false, dropout, rotaryMaxWavelength: null },
      (weight) => this.#context.weight(`${name}/${weight}`),
      visibility,
      context,
    );
  }

  feedforward(x: Value): Value {
    const activate = activationFunction(this.#config.activation);
    const hidden = activate(this.#dense(this.#rows(x), 'feedforward_intermediate_dense'));
    return reshape(this.#dense(hidden, 'feedforward_output_dense'), x.shape);
  }

  #dense(rows: Value, name: string): Value {
    const bias = this.#context.weight(`${name}/bias`);
    return matrixProduct(rows, this.#context.weight(`${name}/kernel`), { bias });
  }

  #normalized(x: Value, name: string): Value {
    const [gamma, beta] = ['gamma', 'beta'].map((each) => this.#context.weight(`${name}/${each}`));
    if (gamma === undefined || beta === undefined) throw new Error(`${name} has two weights`);
    const { y } = layerNormalization(this.#rows(x), gamma, beta, this.#config.layer_norm_epsilon);
    return reshape(y, x.shape);
  }

  #rows(x: Value): Value {
    const [time = 1, batch = 1, features = 1] = x.shape;
    return reshape(x, [time * batch, features]);
  }
}

const sequence = (value: Value): LayerTensor => ({ value, layout: 'time-first' });

const masksOf = (tensor: LayerTensor): readonly Value[] =>
  tensor.mask === undefined ? [] : [tensor.mask];

export const transformerLayers = {
  TransformerEncoder: ({ config }, input, context) => {
    const block = new Block(config, context);
    const visibility = { causal: false, queryMask: input.mask, keyMasks: masksOf(input) };
    const attended = block.around(timeFirst(input), 'self_attention', (x) =>
      block.attention('self_attention_layer', x, x, visibility),
    );
    return sequence(block.around(attended, 'feedforward', (x) => block.feedforward(x)));
  },
  TransformerDecoder: ({ config }, input, context) => {
    const block = new Block(config, context);
    const [, encoder] = context.inputs;
    // Masked queries look at the others all the same, as in KerasHub.
    const own = { causal: config.use_causal_mask, keyMasks: masksOf(input) };
    const attended = block.around(timeFirst(input), 'self_attention', (x) =>
      block.attention('self_attention', x, x, own),
    );
    const crossed =
      encoder === undefined
        ? attended
        : block.around(attended, 'cross_attention', (x) =>
            block.attention('cross_attention', x, timeFirst(encoder), {
              causal: false,
              keyMasks: masksOf(encoder),
            }),
          );
    return sequence(block.around(crossed, 'feedforward', (x) => block.feedforward(x)));
  },
} satisfies Partial<LoweringTable>;
