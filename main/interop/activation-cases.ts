import { ACTIVATIONS } from '../../app/architecture/layer-definition.ts';
import { type Config, chain, IMAGE, type LayerCase, type Line, ROW } from './case-models.ts';

/** Values on both sides of 0, some beyond 1. */
const spread: Line = ['Dense', { units: 5 }];
/** Those that PyTorch's models here know: see `pytorch_peer.py`. */
const NATURAL: readonly string[] = ['linear', 'relu', 'sigmoid', 'tanh', 'softmax'];

const layer = (name: string, type: string, config: Config = {}): LayerCase =>
  chain(name, ROW, [spread, [type, config]]);

/** Every activation function, and the layers that are one. */
export const ACTIVATION_CASES: readonly LayerCase[] = [
  ...ACTIVATIONS.map((activation) =>
    chain(`Activation ${activation}`, ROW, [spread, ['Activation', { activation }]], {
      pytorch: NATURAL.includes(activation),
    }),
  ),
  layer('ReLU', 'ReLU'),
  layer('ReLU with all its arguments', 'ReLU', {
    max_value: 1.5,
    negative_slope: 0.1,
    threshold: 0.2,
  }),
  layer('LeakyReLU', 'LeakyReLU'),
  layer('ELU', 'ELU', { alpha: 0.7 }),
  layer('PReLU', 'PReLU'),
  chain('PReLU that shares', IMAGE, [spread, ['PReLU', { shared_axes: [1, 2] }]]),
  layer('Softmax', 'Softmax'),
  chain('Softmax along another axis', IMAGE, [spread, ['Softmax', { axis: 1 }]]),
];
