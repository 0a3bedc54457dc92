import type { Network } from './network.ts';
import { answering, type InputOf } from './template.ts';

type Tokens = InputOf<'tokens'>;
const TASKS = ['text-classification'] as const;
/** Numbers that stand for a word. */
const WORD_WIDTH = 64;

/** For texts as tokens, the simplest first. */
export const TEXT_TEMPLATES = [
  answering('text-bow', TASKS, 'tokens', (network, input) => {
    addWords(network, input);
    network.add('GlobalAveragePooling1D');
  }),
  answering('text-cnn', TASKS, 'tokens', (network, { vocabulary }) => {
    // Padding is a word like any other here: what is largest anywhere in the text decides.
    network.add('Embedding', { input_dim: vocabulary, output_dim: WORD_WIDTH });
    network.add('Conv1D', { filters: 128, kernel_size: [3], padding: 'same', activation: 'relu' });
    network.add('GlobalMaxPooling1D');
    network.add('Dropout', { rate: 0.3 });
  }),
  answering('text-lstm', TASKS, 'tokens', (network, input) => {
    addWords(network, input);
    network.add('Bidirectional', { layer: 'LSTM', units: 64 });
    network.add('Dropout', { rate: 0.3 });
  }),
  answering('text-transformer', TASKS, 'tokens', (network, { length, vocabulary }) => {
    network.add('TokenAndPositionEmbedding', {
      vocabulary_size: vocabulary,
      sequence_length: length,
      embedding_dim: WORD_WIDTH,
      mask_zero: true,
    });
    network.add('TransformerEncoder', { intermediate_dim: 128, num_heads: 4, dropout: 0.1 });
    network.add('GlobalAveragePooling1D');
    network.add('Dropout', { rate: 0.2 });
  }),
  answering('lm-gpt', ['language-modeling'], 'tokens', addGpt),
] as const;

function addWords(network: Network, { vocabulary }: Tokens): void {
  network.add('Embedding', { input_dim: vocabulary, output_dim: WORD_WIDTH, mask_zero: true });
}

const GPT_WIDTH = 128;
const GPT_HEADS = 4;
const GPT_BLOCKS = 4;

/**
 * A small GPT: blocks normalised before attention and before the wide layers.
 * @source Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3
 */
function addGpt(network: Network, { length, vocabulary }: Tokens): void {
  let x = network.add('TokenAndPositionEmbedding', {
    vocabulary_size: vocabulary,
    sequence_length: length,
    embedding_dim: GPT_WIDTH,
  });
  const attention = {
    num_heads: GPT_HEADS,
    key_dim: GPT_WIDTH / GPT_HEADS,
    use_causal_mask: true,
  };
  for (let block = 0; block < GPT_BLOCKS; block += 1) {
    const before = network.add('LayerNormalization', { epsilon: 1e-5 }, x);
    const attended = network.add('MultiHeadAttention', attention, before);
    x = network.add('Add', {}, x, attended);
    network.add('LayerNormalization', { epsilon: 1e-5 }, x);
    network.add('Dense', { units: 4 * GPT_WIDTH, activation: 'gelu' });
    network.add('Dense', { units: GPT_WIDTH });
    const change = network.add('Dropout', { rate: 0.1 });
    x = network.add('Add', {}, x, change);
  }
  network.add('LayerNormalization', { epsilon: 1e-5 }, x);
}
