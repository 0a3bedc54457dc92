import { findDefinition, LAYER_TYPES } from '../../architecture/catalogue.ts';
import type { DatasetFacts } from '../../architecture/fits-dataset.ts';
import { inferLayers } from '../../architecture/infer-model.ts';
import {
  type LayerSpec,
  type ModelSpec,
  type OutputName,
  outputName,
} from '../../architecture/model-spec.ts';
import type { SampleInput } from '../../dataset/dataset.ts';
import { sampleShape } from '../../dataset/sample.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { aLayer, aModel } from '../../testing/builders.ts';
import { Draw } from './operator-draw.ts';
import { chance, drawConfig, oneOf } from './random-layers.ts';

// Models whose inputs, layers, arguments and branches a seed decides.

const CLASSES = ['a', 'b', 'c'];
/** As small as the smallest table that `drawConfig` draws. */
const VOCABULARY = 2;
const MOST_NUMBERS = 300;
const TRIES = 60;
/** A plan and its model mix samples once at most, so that a second MixUp would be refused. */
const TYPES = LAYER_TYPES.filter((type) => type !== 'Input' && type !== 'MixUp');

/** An output that further layers may take. */
interface Given {
  readonly name: OutputName;
  readonly layer: string;
  readonly shape: Shape;
  readonly masked: boolean;
}

export interface DrawnModel {
  readonly model: ModelSpec;
  readonly facts: DatasetFacts;
}

export function drawModel(seed: number): DrawnModel {
  const draw = new Draw(seed);
  const input = drawInput(draw);
  const sample = sampleShape(input);
  const layers: LayerSpec[] = [aLayer('input0', 'Input', { shape: sample })];
  const given: Given[] = [{ name: id('input0'), layer: 'input0', shape: sample, masked: false }];
  if (chance(draw, 20)) {
    layers.push(aLayer('input1', 'Input', { shape: sample }));
    given.push({ name: id('input1'), layer: 'input1', shape: sample, masked: false });
  }
  const wanted = layers.length + draw.between(1, 4);
  for (let tries = 0; tries < TRIES && layers.length < wanted; tries += 1) {
    const layer = drawLayerOf(draw, `layer${layers.length}`, given);
    const outcome = inferLayers(withAllGiven([...layers, layer])).at(-1);
    if (outcome?.inferred == null) continue;
    const { outputShapes, weights, masked } = outcome.inferred;
    const shapes = [...outputShapes, ...weights.map(({ shape }) => shape)];
    if (shapes.some((shape) => elementCount(shape) > MOST_NUMBERS)) continue;
    layers.push(layer);
    outputShapes.forEach((shape, place) => {
      const name = outputName(layer.id, place);
      given.push({ name, layer: layer.id, shape, masked: masked && place === 0 });
    });
  }
  return {
    model: aModel({ layers: [...layers, ...joined(given, layers)] }),
    facts: factsOf(input),
  };
}

const id = (name: string) => aLayer(name, 'Input').id;

/** Nothing of it is left unused. */
const withAllGiven = (layers: readonly LayerSpec[]): ModelSpec =>
  aModel({ layers, outputs: layers.map((layer) => ({ layer: layer.id })) });

const factsOf = (input: SampleInput): DatasetFacts => ({
  task: 'classification',
  input,
  classes: CLASSES,
});

function drawInput(draw: Draw): SampleInput {
  const [height, width, channels] = [draw.between(1, 6), draw.between(1, 6), draw.between(1, 3)];
  return oneOf<SampleInput>(draw, [
    { kind: 'tabular', features: width },
    { kind: 'series', length: height, channels },
    { kind: 'image', height, width, channels: oneOf(draw, [channels, 16]) },
    { kind: 'tokens', length: width, vocabulary: VOCABULARY },
  ]);
}

/** A layer that takes some of what is given, whether or not it can. */
function drawLayerOf(draw: Draw, name: string, given: readonly Given[]): LayerSpec {
  const type = oneOf(draw, TYPES);
  const definition = findDefinition(type);
  if (definition === undefined) throw new Error(`No layer ${type}`);
  // Mostly what came last, so that models grow deep.
  const first = oneOf(draw, chance(draw, 60) ? given.slice(-1) : given);
  const { inputCount } = definition;
  const [least, most] =
    typeof inputCount === 'number'
      ? [inputCount, inputCount]
      : [inputCount.minimum, Math.min(3, inputCount.maximum)];
  const others = Array.from({ length: draw.between(least, most) - 1 }, () => oneOf(draw, given));
  const inputs = [first, ...others].map((each) => each.name);
  return aLayer(name, type, drawConfig(draw, definition, first.shape), inputs);
}

/** What no layer takes comes together in one answer. */
function joined(given: readonly Given[], layers: readonly LayerSpec[]): readonly LayerSpec[] {
  const taken = new Set(
    layers.flatMap(({ inputs = [] }) => inputs.map((each) => each.split(':')[0])),
  );
  const ends = given.filter(({ name, layer }) => name === layer && !taken.has(layer));
  const flat = ends.map(({ name, masked }, place) =>
    masked
      ? aLayer(`flat${place}`, 'GlobalAveragePooling1D', {}, [name])
      : aLayer(`flat${place}`, 'Flatten', {}, [name]),
  );
  const [only] = flat;
  const all = flat.map((layer) => layer.id);
  const both = flat.length > 1 ? [aLayer('all', 'Concatenate', {}, all)] : [];
  const last = both[0] ?? only;
  if (last === undefined) throw new Error('Something is given');
  const answer = { units: CLASSES.length, activation: 'softmax' };
  return [...flat, ...both, aLayer('answer', 'Dense', answer, [last.id])];
}
