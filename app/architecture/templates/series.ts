import { answering } from './template.ts';

const TASKS = ['forecasting'] as const;
const FILTERS = 32;
/** Each convolution looks back twice as far as the one before. */
const DILATIONS = [1, 2, 4, 8] as const;

/** For windows of a time series, the simplest first. */
export const SERIES_TEMPLATES = [
  answering('forecast-linear', TASKS, 'series', (network) => {
    network.add('Flatten');
  }),
  /** @source Bai, Kolter and Koltun 2018, "An Empirical Evaluation of Generic Convolutional and Recurrent Networks" */
  answering('forecast-tcn', TASKS, 'series', (network) => {
    for (const dilation of DILATIONS) {
      network.add('Conv1D', {
        filters: FILTERS,
        kernel_size: [3],
        padding: 'causal',
        dilation_rate: [dilation],
        activation: 'relu',
      });
    }
    network.add('Flatten');
  }),
  answering('forecast-lstm', TASKS, 'series', (network) => {
    network.add('LSTM', { units: 64 });
  }),
] as const;
