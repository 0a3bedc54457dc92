import { sameShape } from '../../shape.ts';
import { only, typeText, type Value } from '../graph.ts';

/** What an LSTM's steps are computed with. */
export interface LstmWeights {
  /** [features, 4 · units], gates i, f, c, o as Keras has them. */
  readonly kernel: Value;
  /** [units, 4 · units] */
  readonly recurrent: Value;
  /** [4 · units] */
  readonly bias: Value;
}

/**
 * A whole LSTM with Keras' default activations, from states of zero.
 * @param x [time, batch, features]
 * @returns its outputs, [time, batch, units]
 * @source Hochreiter & Schmidhuber 1997, "Long Short-Term Memory"; Keras 3 LSTM
 */
export function lstm(x: Value, { kernel, recurrent, bias }: LstmWeights): Value {
  const [time = 1, batch = 1, features = 1] = x.shape;
  const [units = 1] = recurrent.shape;
  const gates = 4 * units;
  const fits =
    x.shape.length === 3 &&
    sameShape(kernel.shape, [features, gates]) &&
    sameShape(recurrent.shape, [units, gates]) &&
    sameShape(bias.shape, [gates]);
  if (!fits) throw new Error(`${typeText(kernel)} is no LSTM's kernel for ${typeText(x)}`);
  const type = { dtype: x.dtype, shape: [time, batch, units] };
  return only(x.graph.append('lstm', [x, kernel, recurrent, bias], {}, [type]));
}
