import type { ModelSpec } from '../../../app/architecture/model-spec.ts';
import { Network } from '../../../app/architecture/templates/network.ts';

/** Length and vocabulary of the texts that `textLstm` reads. */
export const TEXT = { kind: 'tokens', length: 64, vocabulary: 5000 } as const;

/** One LSTM over a text, then one of two classes. */
export function textLstm(): ModelSpec {
  const network = new Network('lstm');
  network.add('Input', { shape: [TEXT.length] });
  network.add('Embedding', { input_dim: TEXT.vocabulary, output_dim: 64 });
  network.add('LSTM', { units: 128 });
  network.add('Dense', { units: 1, activation: 'sigmoid' });
  return network.model();
}

/** Length and vocabulary of what the GPT reads, and of what it answers at every place. */
export const CHARACTERS = { kind: 'tokens', length: 64, vocabulary: 65 } as const;
/** The same for the one that is sized for a graphics card. */
export const LONG_CHARACTERS = { ...CHARACTERS, length: 256 } as const;

interface GptSize {
  readonly reads: { readonly length: number; readonly vocabulary: number };
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
}

/** Four blocks over characters. */
export function tinyGpt(): ModelSpec {
  return gpt('gpt', { reads: CHARACTERS, width: 128, heads: 4, blocks: 4 });
}

/** Six blocks, 384 wide: 10.8 million weights. */
export function smallGpt(): ModelSpec {
  return gpt('gpt-small', { reads: LONG_CHARACTERS, width: 384, heads: 6, blocks: 6 });
}

/**
 * A GPT, normalised before attention and before the wide layers.
 * @source Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3
 */
function gpt(name: string, { reads, width, heads, blocks }: GptSize): ModelSpec {
  const network = new Network(name);
  network.add('Input', { shape: [reads.length] });
  let x = network.add('TokenAndPositionEmbedding', {
    vocabulary_size: reads.vocabulary,
    sequence_length: reads.length,
    embedding_dim: width,
  });
  const attention = { num_heads: heads, key_dim: width / heads, use_causal_mask: true };
  for (let block = 0; block < blocks; block += 1) {
    const before = network.add('LayerNormalization', { epsilon: 1e-5 }, x);
    x = network.add('Add', {}, x, network.add('MultiHeadAttention', attention, before));
    network.add('LayerNormalization', { epsilon: 1e-5 }, x);
    network.add('Dense', { units: 4 * width, activation: 'gelu' });
    const narrow = network.add('Dense', { units: width });
    x = network.add('Add', {}, x, narrow);
  }
  network.add('LayerNormalization', { epsilon: 1e-5 }, x);
  network.add('Dense', { units: reads.vocabulary, use_bias: false, activation: 'softmax' });
  return network.model();
}

export const USERS = 1000;
export const ITEMS = 1700;
const FACTORS = 32;

/** Matrix factorisation: the product of a user's and an item's vector. */
export function matrixFactorization(): ModelSpec {
  const network = new Network('mf');
  const user = network.add('Input', { shape: [1] });
  const item = network.add('Input', { shape: [1] });
  const users = network.add('Embedding', { input_dim: USERS, output_dim: FACTORS }, user);
  const items = network.add('Embedding', { input_dim: ITEMS, output_dim: FACTORS }, item);
  const left = network.add('Flatten', {}, users);
  const right = network.add('Flatten', {}, items);
  network.add('Dot', { axes: 1 }, left, right);
  return network.model();
}
