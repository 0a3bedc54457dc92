import type { TokenPart } from '../../dataset/dataset.ts';
import { targetOf } from '../../dataset/sample.ts';
import type { LayerId } from '../../ids.ts';
import type { DatasetFacts } from '../fits-dataset.ts';
import { Network } from './network.ts';
import { hasKind, type Template } from './template.ts';

/** Numbers that stand for a token, and for what is known at a step. */
const WIDTH = 128;
const HEADS = 4;
const BLOCKS = 2;

/** For texts with their translations, the simplest first. */
export const TRANSLATE_TEMPLATES = [
  translating('translate-gru', addRecurrent),
  translating('translate-transformer', addTransformer),
] as const;

/** Writes what stands between the tokens of both sides and the shares of the target's. */
type Hidden = (network: Network, source: Side, target: Side) => void;

interface Side extends TokenPart {
  readonly ids: LayerId;
}

/**
 * A template that is given a text and its translation as far as it is written, and answers the translation's next
 * token at every place.
 */
function translating<Id extends string>(id: Id, hidden: Hidden): Template<Id> {
  return {
    id,
    tasks: ['translation'],
    draw: (facts: DatasetFacts) => {
      const { input } = facts;
      const answer = targetOf(facts);
      if (!hasKind(input, 'tokens') || answer.kind !== 'tokens') return null;
      const [source, target] = input.parts ?? [];
      if (source === undefined || target?.length !== answer.length) return null;
      const network = new Network(id);
      const [from, to] = [source, target].map(({ length }) =>
        network.add('Input', { shape: [length] }),
      );
      if (from === undefined || to === undefined) throw new Error('Both sides enter');
      hidden(network, { ...source, ids: from }, { ...target, ids: to });
      network.add('Dense', { units: answer.vocabulary, activation: 'softmax' });
      return network.model();
    },
  };
}

/**
 * A recurrence both ways over the source, and one over the target, each step of which looks for the steps of the
 * source that matter to it.
 * @source Bahdanau, Cho and Bengio 2015, arXiv:1409.0473, §3; Luong et al. 2015, arXiv:1508.04025, §3.1
 */
function addRecurrent(network: Network, source: Side, target: Side): void {
  addTokens(network, source);
  const read = network.add('Bidirectional', {
    layer: 'GRU',
    units: WIDTH / 2,
    return_sequences: true,
  });
  network.add('GlobalAveragePooling1D', {}, read);
  const gist = network.add('Dense', { units: WIDTH, activation: 'tanh' });
  const words = addTokens(network, target);
  const written = network.add('GRU', { units: WIDTH, return_sequences: true }, words, gist);
  const found = network.add('Attention', {}, written, read);
  network.add('Concatenate', {}, written, found);
  network.add('Dense', { units: WIDTH, activation: 'tanh' });
  network.add('Dropout', { rate: 0.2 });
}

function addTokens(network: Network, { ids, vocabulary }: Side): LayerId {
  const table = { input_dim: vocabulary, output_dim: WIDTH, mask_zero: true };
  return network.add('Embedding', table, ids);
}

/**
 * Blocks over the source that look everywhere, and blocks over the target that look back and at the source.
 * @source Vaswani et al. 2017, arXiv:1706.03762, §3
 */
function addTransformer(network: Network, source: Side, target: Side): void {
  const block = {
    intermediate_dim: 4 * WIDTH,
    num_heads: HEADS,
    dropout: 0.1,
  };
  let read = addPlacedTokens(network, source);
  for (let at = 0; at < BLOCKS; at += 1) read = network.add('TransformerEncoder', block, read);
  let written = addPlacedTokens(network, target);
  for (let at = 0; at < BLOCKS; at += 1) {
    written = network.add('TransformerDecoder', block, written, read);
  }
}

function addPlacedTokens(network: Network, { ids, length, vocabulary }: Side): LayerId {
  const table = {
    vocabulary_size: vocabulary,
    sequence_length: length,
    embedding_dim: WIDTH,
    mask_zero: true,
  };
  return network.add('TokenAndPositionEmbedding', table, ids);
}
