import { findDefinition, type LayerType } from '../../architecture/catalogue.ts';
import type { LayerDefinition } from '../../architecture/layer-definition.ts';
import type { ConfigValue, LayerSpec } from '../../architecture/model-spec.ts';
import { fieldsOf } from '../../architecture/read-config.ts';
import { type Bounds, isWithin } from '../../bounds.ts';
import type { Field, Fields } from '../../field.ts';
import { elementCount, type Shape } from '../../shape.ts';
import type { Layout } from '../lower/layer-tensor.ts';
import { inferRequest, type LayerRequest } from './layer-cases.ts';
import { Draw } from './operator-draw.ts';

// Layers with arguments, shapes, masks and layouts that a seed decides, drawn from what the catalogue
// says of each argument: a new layer or argument is drawn as well without a word here.

/** More numbers make the interpreter slow without showing more. */
const MOST_NUMBERS = 200;
/** Draws until a layer takes what was drawn. */
const TRIES = 400;

const NUMBERS = [-2, -0.5, 0, 0.1, 0.3, 0.5, 1, 2];
/** What gates do with ones that are not bounded is beyond float32 after a few steps. */
const GATES = ['sigmoid', 'hard_sigmoid', 'tanh', 'softsign'];

export function oneOf<T>(draw: Draw, list: readonly T[]): T {
  const found = list[draw.between(0, list.length - 1)];
  if (found === undefined) throw new Error('Nothing to draw from');
  return found;
}

export const chance = (draw: Draw, percent: number): boolean => draw.between(1, 100) <= percent;

const within = (numbers: readonly number[], bounds: Bounds): readonly number[] =>
  numbers.filter((each) => isWithin(each, bounds));

/** A value of a field for a layer whose first input is of this shape; undefined where none is known. */
function drawValue(draw: Draw, name: string, field: Field, shape: Shape): ConfigValue | undefined {
  const rank = shape.length;
  const size = (bounds: Bounds) => draw.between(Math.max(0, bounds.minimum ?? 1), 3);
  const sizes = (count: number, bounds: Bounds) =>
    Array.from({ length: count }, () => size(bounds));
  switch (field.kind) {
    case 'integer':
      // Tables have room for whatever is drawn, other sizes are small.
      if (/vocabulary|_dim$|tokens|sequence_length/.test(name)) return draw.between(2, 6);
      if (name === 'axis') return oneOf(draw, [-1, draw.between(-rank, rank)]);
      return oneOf(draw, within([-1, 1, 2, 3, 4], field));
    case 'number':
      return oneOf(draw, within(NUMBERS, field));
    case 'boolean':
      return chance(draw, 50);
    case 'choice':
      if (name === 'recurrent_activation') return oneOf(draw, GATES);
      return oneOf(
        draw,
        field.choices.filter((each) => each !== 'exponential'),
      );
    case 'function':
      return oneOf(draw, Object.keys(field.functions));
    case 'sizes':
      return chance(draw, 40) ? size(field) : sizes(field.rank, field);
    case 'borders':
      if (field.rank === 1 || chance(draw, 40)) return sizes(2, field);
      return [sizes(2, field), sizes(2, field)];
    case 'shape':
      return name === 'dims' ? drawOrder(draw, rank) : drawFactors(draw, elementCount(shape));
    case 'open-shape':
      return [null, ...shape.map((each) => oneOf(draw, [null, 1, each]))];
    case 'axes': {
      const axes = shape.map((_, axis) => axis + 1).filter(() => chance(draw, 50));
      return axes.length === 0 ? [-1] : axes;
    }
    case 'numbers': {
      const count = oneOf(draw, [1, 2, shape.at(-1) ?? 1]);
      // Variances among them, by which is divided.
      const numbers = within(NUMBERS, field).filter((each) => each !== 0);
      return Array.from({ length: count }, () => oneOf(draw, numbers));
    }
    case 'axis-pair':
      return oneOf(draw, [
        draw.between(1, rank),
        [draw.between(-rank, rank), draw.between(1, rank)],
      ]);
    case 'choices':
    case 'text':
      return undefined;
  }
}

/** The axes 1 … rank in some order. */
function drawOrder(draw: Draw, rank: number): readonly number[] {
  const left = Array.from({ length: rank }, (_, axis) => axis + 1);
  return Array.from(
    { length: rank },
    () => left.splice(draw.between(0, left.length - 1), 1)[0] ?? 1,
  );
}

function drawFactors(draw: Draw, count: number): readonly number[] {
  const factor = oneOf(
    draw,
    [1, 2, 3, 4].filter((each) => count % each === 0),
  );
  return oneOf(draw, [[-1], [factor, count / factor], [factor, -1], [1, factor, -1]]);
}

/** Arguments of a layer: those that must be given, and about half of the others. */
export function drawConfig(
  draw: Draw,
  definition: LayerDefinition,
  shape: Shape,
): LayerSpec['config'] {
  const config: Record<string, ConfigValue> = {};
  const fill = (fields: Fields, own: Shape) => {
    for (const [name, field] of Object.entries(fields)) {
      if (Object.hasOwn(config, name)) continue;
      // How weights start and what they cost has no part in a layer's own gradient.
      const isOfWeights = /_(initializer|regularizer|constraint)$/.test(name);
      if (field.default !== undefined && (isOfWeights || chance(draw, 45))) continue;
      const value = drawValue(draw, name, field, own);
      if (value !== undefined) config[name] = value;
    }
  };
  fill(definition.fields, shape);
  const isOfSteps = definition.type === 'TimeDistributed';
  if (definition.innerFields !== undefined) {
    const { trainable, learning_rate_factor, ...own } = fieldsOf(definition, config);
    fill(own, isOfSteps ? shape.slice(1) : shape);
  }
  return config;
}

/** How inputs of so many axes may lie. */
export const LAYOUTS: Readonly<Record<number, readonly Layout[]>> = {
  1: ['channels-last', 'batch-last'],
  2: ['channels-last', 'channels-first', 'time-first'],
  3: ['channels-last', 'channels-first'],
};

/** Shapes of a layer's inputs: of one shape more often than not, or states that fit its units. */
function drawInputs(
  draw: Draw,
  { inputCount }: LayerDefinition,
  first: Shape,
  { units }: LayerSpec['config'],
): readonly Shape[] {
  const [least, most] =
    typeof inputCount === 'number'
      ? [inputCount, inputCount]
      : [inputCount.minimum, Math.min(5, inputCount.maximum)];
  const others = [first, first, draw.shape(), ...(typeof units === 'number' ? [[units]] : [])];
  const further = oneOf(draw, others);
  return Array.from({ length: chance(draw, 50) ? least : draw.between(least, most) }, (_, place) =>
    place === 0 ? first : further,
  );
}

/** A layer of this type that its definition takes, with all that it needs to be computed. */
export function drawLayer(type: LayerType, seed: number): LayerRequest {
  const draw = new Draw(seed);
  const definition = findDefinition(type);
  if (definition === undefined) throw new Error(`No layer ${type}`);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const first = draw.shape(draw.between(1, 4));
    const config = drawConfig(draw, definition, first);
    const inputShapes = drawInputs(draw, definition, first, config);
    const batch = draw.between(1, 3);
    const isMasked = chance(draw, 40);
    const request: LayerRequest = {
      type,
      config,
      inputShapes,
      batch,
      layouts: inputShapes.map(({ length }) => oneOf(draw, LAYOUTS[length] ?? ['channels-last'])),
      masks: inputShapes.map(({ length, 0: time = 1 }) =>
        isMasked && length === 2
          ? Array.from({ length: batch * time }, () => Number(chance(draw, 60)))
          : undefined,
      ),
      mode: chance(draw, 80) ? 'training' : 'inference',
      seed: seed + tries,
      ...(definition.tableRows === undefined ? {} : { wholeBelow: 7 }),
    };
    const layer = inferRequest(request);
    if (!layer.ok) continue;
    const numbers = [
      ...inputShapes,
      ...layer.value.outputShapes,
      ...layer.value.weights.map((weight) => weight.shape),
    ];
    if (numbers.every((shape) => batch * elementCount(shape) <= MOST_NUMBERS)) return request;
  }
  throw new Error(`${type} takes nothing that was drawn`);
}
