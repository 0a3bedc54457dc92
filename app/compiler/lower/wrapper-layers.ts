import type { LayerType } from '../../architecture/catalogue.ts';
import type { InferredLayerOf } from '../../architecture/inferred-layer.ts';
import { wrappedLayer } from '../../architecture/wrapped-layer.ts';
import { DIRECTIONS } from '../../architecture/wrapper-layers.ts';
import type { Value } from '../graph.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { concatenate, reshape } from '../operators/movement.ts';
import { channelsLast, type LayerTensor } from './layer-tensor.ts';
import type { Lowering, LoweringContext, LoweringTable } from './lowering.ts';
import { type RecurrentOutputs, runLayer, stepsFirst } from './recurrent-layers.ts';

type Wrapper = 'Bidirectional' | 'TimeDistributed';
type Wrappable = Omit<LoweringTable, Wrapper>;

/** The outputs of both directions in one; none for `none`. */
const MERGES: Readonly<Record<string, (forward: Value, backward: Value) => Value>> = {
  sum: add,
  mul: multiply,
  ave: (forward, backward) => multiply(add(forward, backward), 0.5),
  concat: (forward, backward) => concatenate([forward, backward], forward.shape.length - 1),
};

/** One of the two layers inside, on its own states and weights. */
function direction(
  layer: InferredLayerOf<'Bidirectional'>,
  place: 0 | 1,
  context: LoweringContext,
): RecurrentOutputs {
  const [sequence, ...states] = context.inputs;
  if (sequence === undefined) throw new Error('A recurrent layer takes a sequence');
  const half = states.length / 2;
  const shapes = [layer.inputShapes[0] ?? [], ...layer.inputShapes.slice(1, 1 + half)];
  const inner = wrappedLayer(layer, shapes, { go_backwards: place === 1 });
  const name = DIRECTIONS[place];
  return runLayer(inner, [sequence, ...states.slice(half * place, half * (place + 1))], {
    ...context,
    weight: (weight) => context.weight(`${name}/${weight}`),
    uniformNumbers: (shape, stream = '') => context.uniformNumbers(shape, `${name}/${stream}`),
  });
}

function bidirectional(
  layer: InferredLayerOf<'Bidirectional'>,
  context: LoweringContext,
): readonly LayerTensor[] {
  const both = ([0, 1] as const).map((place) => direction(layer, place, context));
  const { shape } = layer;
  const isSequence = shape.length > 1;
  const mask = context.inputs[0]?.mask;
  const outputs = both.map(({ sequence, last }) => {
    if (!isSequence) return last;
    return mask === undefined ? sequence : multiply(sequence, stepsFirst(mask));
  });
  const layout = isSequence ? 'time-first' : 'channels-last';
  const givesStates = layer.outputShapes.length > (layer.config.merge_mode === 'none' ? 2 : 1);
  const states = (givesStates ? both.flatMap((each) => each.states) : []).map(
    (value): LayerTensor => ({ value, layout: 'channels-last' }),
  );
  context.countActivity(...outputs.map((value): LayerTensor => ({ value, layout })), ...states);
  const [forward, backward] = outputs;
  if (forward === undefined || backward === undefined) throw new Error('There are two directions');
  const merge = MERGES[layer.config.merge_mode];
  const first = merge === undefined ? [forward, backward] : [merge(forward, backward)];
  return [...first.map((value): LayerTensor => ({ value, layout })), ...states];
}

/** All steps of all samples as so many samples. */
function timeDistributed(
  layer: InferredLayerOf<'TimeDistributed'>,
  input: LayerTensor,
  context: LoweringContext,
  layers: Wrappable,
): LayerTensor {
  const timeFirst = input.layout === 'time-first' && layer.shape.length === 2;
  const x = timeFirst ? input.value : channelsLast(input);
  const [first = 1, second = 1, ...step] = x.shape;
  const inner = wrappedLayer(layer, [step]);
  const rows: LayerTensor = {
    value: reshape(x, [first * second, ...step]),
    layout: 'channels-last',
  };
  const lower = layers[inner.type as keyof Wrappable] as Lowering<LayerType>;
  const lowered = lower(inner, rows, { ...context, inputs: [rows] });
  const [output] = 'layout' in lowered ? [lowered] : lowered;
  if (output === undefined) throw new Error(`${inner.type} gives nothing`);
  const value = reshape(channelsLast(output), [first, second, ...inner.shape]);
  return { value, layout: timeFirst ? 'time-first' : 'channels-last' };
}

/** @param layers how to lower what may be wrapped */
export function wrapperLayers(layers: Wrappable) {
  return {
    Bidirectional: (layer, _input, context) => bidirectional(layer, context),
    TimeDistributed: (layer, input, context) => timeDistributed(layer, input, context, layers),
  } satisfies Partial<LoweringTable>;
}
