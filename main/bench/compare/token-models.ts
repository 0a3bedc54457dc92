import type { ModelSpec } from '../../../app/architecture/model-spec.ts';
import { Network } from './network.ts';

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
