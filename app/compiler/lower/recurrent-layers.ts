import type { LayerConfig } from '../../architecture/catalogue.ts';
import type { InferredLayer, InferredLayerOf } from '../../architecture/inferred-layer.ts';
import type { Value } from '../graph.ts';
import { greater, multiply, positive, scalar, select } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { lstm } from '../operators/lstm.ts';
import { broadcast, reshape, reverse, slice, transpose } from '../operators/movement.ts';
import { scan } from '../operators/scan.ts';
import { dropoutMask } from './dropout-mask.ts';
import { channelsLast, type LayerTensor, timeFirst } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';
import { orderMask } from './order-mask.ts';
import { type Cell, type CellParts, gruCell, lstmCell, simpleRnnCell } from './recurrent-cells.ts';

export type RecurrentType = 'SimpleRNN' | 'GRU' | 'LSTM';
type RecurrentLayer = { [Type in RecurrentType]: InferredLayerOf<Type> }[RecurrentType];
type RecurrentConfig = LayerConfig<RecurrentType>;

/** What a recurrent layer gives, whatever of it is asked for. */
export interface RecurrentOutputs {
  /** [time, batch, units], in the order of time, also where time is taken backwards. */
  readonly sequence: Value;
  /** The output of the step that was taken last, [batch, units]. */
  readonly last: Value;
  readonly states: readonly Value[];
}

/** Gates whose inputs are dropped separately, as Keras does with recurrent dropout. */
const GATES: Readonly<Record<RecurrentType, number>> = { SimpleRNN: 1, GRU: 3, LSTM: 4 };

/** Takes the steps of a sequence one after the other. */
function runRecurrent<Config extends RecurrentConfig>(
  type: RecurrentType,
  makeCell: (parts: CellParts<Config>) => Cell,
  config: Config,
  [sequence, ...initial]: readonly LayerTensor[],
  context: LoweringContext,
): RecurrentOutputs {
  if (sequence === undefined) throw new Error('A recurrent layer takes a sequence');
  const x = timeFirst(sequence);
  const [time = 1, batch = 1, features = 1] = x.shape;
  const { units, dropout, recurrent_dropout, go_backwards: backwards } = config;
  const separate = recurrent_dropout > 0 ? GATES[type] : 1;
  const masks = (stream: string, width: number, rate: number) =>
    Array.from({ length: separate }, (_, gate) =>
      dropoutMask([batch, width], rate, context, `${stream}/${gate}`),
    ).filter((mask) => mask !== null);
  const cell = makeCell({
    config,
    x,
    weight: (name) => context.weight(name),
    inputMasks: masks('dropout', features, dropout),
    stateMasks: masks('recurrent_dropout', units, recurrent_dropout).map(turned),
  });
  const states = Array.from({ length: cell.states }, (_, place) => {
    const given = initial[place];
    return given ? turned(channelsLast(given)) : broadcast(scalar(x.graph, 0), [units, batch]);
  });
  const kept = sequence.mask && greater(transpose(stepsFirst(sequence.mask), [0, 2, 1]), 0);
  const outputs = scan(
    { states, scanned: [...cell.scanned, ...(kept ? [kept] : [])], fixed: cell.fixed, backwards },
    (inside) => {
      const next = cell.step(inside.states, inside.scanned, inside.fixed);
      const isThere = kept && inside.scanned[cell.scanned.length];
      const chosen = next.map((state, place) => {
        const before = inside.states[place];
        return isThere && before ? select(isThere, state, before) : state;
      });
      return { states: chosen, collected: chosen.slice(0, 1) };
    },
  );
  const [collected] = outputs.collected.map((value) => transpose(value, [0, 2, 1]));
  const after = outputs.states.map(turned);
  const [last] = after;
  if (collected === undefined || last === undefined) throw new Error('A cell has a state');
  if (sequence.mask === undefined || initial.length === 0) {
    return { sequence: collected, last, states: after };
  }
  // Until the first step that is there, Keras gives zeros and not the state to begin with.
  const begun = stepsFirst(anyThere(sequence.mask, backwards));
  const end = slice(begun, 0, backwards ? 0 : time - 1, 1);
  return {
    sequence: multiply(collected, begun),
    last: multiply(last, reshape(end, [batch, 1])),
    states: after,
  };
}

/** A state [batch, units] as cells have it, and back. */
const turned = (state: Value): Value => transpose(state, [1, 0]);

/** A mask [batch, time] as [time, batch, 1]. */
export function stepsFirst(mask: Value): Value {
  const [batch = 1, time = 1] = mask.shape;
  return reshape(transpose(mask, [1, 0]), [time, batch, 1]);
}

/** For each step, whether any step up to it is there: sums of the mask, as a product. */
function anyThere(mask: Value, backwards: boolean): Value {
  const [, time = 1] = mask.shape;
  const order = orderMask(mask.graph, time, time);
  return positive(matrixProduct(mask, order, { transposeRight: !backwards }));
}

/** Runs one of the recurrent layers on inputs that may not be its own. */
export function runLayer(
  layer: InferredLayer,
  inputs: readonly LayerTensor[],
  context: LoweringContext,
): RecurrentOutputs {
  switch (layer.type) {
    case 'SimpleRNN':
      return runRecurrent(layer.type, simpleRnnCell, layer.config, inputs, context);
    case 'GRU':
      return runRecurrent(layer.type, gruCell, layer.config, inputs, context);
    case 'LSTM':
      if (context.wholeSequences && isUsualLstm(layer, inputs)) {
        return wholeLstm(layer.config, inputs, context);
      }
      return runRecurrent(layer.type, lstmCell, layer.config, inputs, context);
    default:
      throw new Error(`${layer.type} is not recurrent`);
  }
}

/** Whether a layer has Keras' default activations, drops no states, takes every step and gives no states. */
function isUsualLstm({ config }: InferredLayerOf<'LSTM'>, inputs: readonly LayerTensor[]): boolean {
  const { activation, recurrent_activation, recurrent_dropout, return_state } = config;
  return (
    activation === 'tanh' &&
    recurrent_activation === 'sigmoid' &&
    recurrent_dropout === 0 &&
    !return_state &&
    inputs.length === 1 &&
    inputs[0]?.mask === undefined
  );
}

/** All steps in one operator. */
function wholeLstm(
  config: LayerConfig<'LSTM'>,
  [sequence]: readonly LayerTensor[],
  context: LoweringContext,
): RecurrentOutputs {
  if (sequence === undefined) throw new Error('A recurrent layer takes a sequence');
  const { units, dropout, use_bias, go_backwards: backwards } = config;
  const x = timeFirst(sequence);
  const [time = 1, batch = 1, features = 1] = x.shape;
  const mask = dropoutMask([batch, features], dropout, context, 'dropout/0');
  const kept = mask === null ? x : multiply(x, mask);
  const none = () => context.graph.constant(new Float32Array(4 * units), 'float32', [4 * units]);
  const taken = lstm(backwards ? reverse(kept, 0) : kept, {
    kernel: context.weight('kernel'),
    recurrent: context.weight('recurrent_kernel'),
    bias: use_bias ? context.weight('bias') : none(),
  });
  const last = reshape(slice(taken, 0, time - 1, 1), [batch, units]);
  return { sequence: backwards ? reverse(taken, 0) : taken, last, states: [] };
}

/** What of a recurrent layer's outputs its arguments ask for. */
function lowerRecurrent(
  layer: RecurrentLayer,
  _input: LayerTensor,
  context: LoweringContext,
): readonly LayerTensor[] {
  const { return_sequences, return_state, go_backwards } = layer.config;
  const { sequence, last, states } = runLayer(layer, context.inputs, context);
  // Keras gives the outputs in the order in which the steps were taken.
  const inOrder = go_backwards ? reverse(sequence, 0) : sequence;
  const first: LayerTensor = return_sequences
    ? { value: inOrder, layout: 'time-first' }
    : { value: last, layout: 'channels-last' };
  const further = return_state ? states : [];
  return [first, ...further.map((value) => ({ value, layout: 'channels-last' }) as const)];
}

export const recurrentLayers = {
  SimpleRNN: lowerRecurrent,
  GRU: lowerRecurrent,
  LSTM: lowerRecurrent,
} satisfies Partial<LoweringTable>;
