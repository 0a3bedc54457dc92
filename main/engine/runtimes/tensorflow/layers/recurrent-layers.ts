import type { Activation } from '../../../../../app/architecture/layer-definition.ts';
import { type NativeLayerTable, nativeActivation, UNFILLED } from './native-layer.ts';

interface Recurrent {
  readonly units: number;
  readonly activation: Activation;
  readonly use_bias: boolean;
  readonly dropout: number;
  readonly recurrent_dropout: number;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
  readonly go_backwards: boolean;
}

/** Arguments by TensorFlow.js' names; null for what it does otherwise, random numbers among it. */
function recurrent(config: Recurrent, inputs: readonly unknown[]) {
  const activation = nativeActivation(config.activation);
  const isPlain = config.dropout === 0 && config.recurrent_dropout === 0 && inputs.length === 1;
  if (activation === null || !isPlain || config.return_state || config.go_backwards) return null;
  return {
    units: config.units,
    useBias: config.use_bias,
    returnSequences: config.return_sequences,
    activation,
    kernelInitializer: UNFILLED,
    recurrentInitializer: UNFILLED,
  } as const;
}

export const recurrentLayers = {
  SimpleRNN: (tf, { config, inputs }, name) => {
    const settings = recurrent(config, inputs);
    return settings === null ? null : tf.layers.simpleRNN({ name, ...settings });
  },
  LSTM: (tf, { config, inputs }, name) => {
    const settings = recurrent(config, inputs);
    const recurrentActivation = nativeActivation(config.recurrent_activation);
    if (settings === null || recurrentActivation === null) return null;
    return tf.layers.lstm({ name, ...settings, recurrentActivation, unitForgetBias: false });
  },
  // TensorFlow.js applies the reset gate before the product only.
  GRU: (tf, { config, inputs }, name) => {
    const settings = recurrent(config, inputs);
    const recurrentActivation = nativeActivation(config.recurrent_activation);
    if (settings === null || recurrentActivation === null || config.reset_after) return null;
    return tf.layers.gru({ name, ...settings, recurrentActivation });
  },
} satisfies NativeLayerTable;
