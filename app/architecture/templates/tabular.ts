import type { Network } from './network.ts';
import { answering } from './template.ts';

const TASKS = ['classification', 'regression'] as const;
const RESIDUAL_WIDTH = 128;
const RESIDUAL_BLOCKS = 2;

/** For rows of a table, the simplest first. */
export const TABULAR_TEMPLATES = [
  answering('tabular-linear', TASKS, 'tabular', () => {}),
  answering('tabular-mlp', TASKS, 'tabular', (network) => {
    network.add('Dense', { units: 64, activation: 'relu' });
    network.add('Dense', { units: 32, activation: 'relu' });
  }),
  answering('tabular-resnet', TASKS, 'tabular', addResidualBlocks),
] as const;

/**
 * Blocks that add to what they are given, and a normalised end.
 * @source Gorishniy et al. 2021, Revisiting Deep Learning Models for Tabular Data, arXiv:2106.11959, §3.2
 */
function addResidualBlocks(network: Network): void {
  let x = network.add('Dense', { units: RESIDUAL_WIDTH });
  for (let block = 0; block < RESIDUAL_BLOCKS; block += 1) {
    network.add('LayerNormalization', {}, x);
    network.add('Dense', { units: 2 * RESIDUAL_WIDTH, activation: 'relu' });
    network.add('Dropout', { rate: 0.2 });
    const change = network.add('Dense', { units: RESIDUAL_WIDTH });
    x = network.add('Add', {}, x, change);
  }
  network.add('LayerNormalization', {}, x);
  network.add('Activation', { activation: 'relu' });
}
