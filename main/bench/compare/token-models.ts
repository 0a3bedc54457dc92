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
const WIDTH = 128;
const HEADS = 4;
const BLOCKS = 4;

/**
 * A small GPT over characters: four blocks, normalised before attention and before the wide layers.
 * @source Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3
 */
export function smallGpt(): ModelSpec {
  const network = new Network('gpt');
  network.add('Input', { shape: [CHARACTERS.length] });
  let x = network.add('TokenAndPositionEmbedding', {
    vocabulary_size: CHARACTERS.vocabulary,
    sequence_length: CHARACTERS.length,
    embedding_dim: WIDTH,
  });
  const attention = { num_heads: HEADS, key_dim: WIDTH / HEADS, use_causal_mask: true };
  for (let block = 0; block < BLOCKS; block += 1) {
    const before = network.add('LayerNormalization', { epsilon: 1e-5 }, x);
    x = network.add('Add', {}, x, network.add('MultiHeadAttention', attention, before));
    network.add('LayerNormalization', { epsilon: 1e-5 }, x);
    network.add('Dense', { units: 4 * WIDTH, activation: 'gelu' });
    const narrow = network.add('Dense', { units: WIDTH });
    x = network.add('Add', {}, x, narrow);
  }
  network.add('LayerNormalization', { epsilon: 1e-5 }, x);
  network.add('Dense', {
    units: CHARACTERS.vocabulary,
    use_bias: false,
    activation: 'softmax',
  });
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
