import { elementCount, type Shape, sameShape } from '../../../shape.ts';
import { type AnyNode, type Node, only, type TensorType, type Value } from '../../graph.ts';
import {
  blockedAffine,
  blockedConvolution,
  blockedFilterGradient,
  blockedInputGradient,
  blockedMaxPool,
  blockedMaxPoolGradient,
  imageBlocking,
} from '../../operators/blocked.ts';
import { ELEMENTWISE, negate } from '../../operators/elementwise.ts';
import { reshape } from '../../operators/movement.ts';
import type { Operator } from '../../operators/vocabulary.ts';
import {
  fillsBlocks,
  filterBlocking,
  filterGradientBlocking,
  inputGradientBlocking,
  isPoolApart,
  takesBlocks,
} from './fit.ts';
import { channelsLastSource, type Forms } from './forms.ts';
import { blockBatchNormalization, blockBatchNormalizationGradient, ones } from './normalization.ts';

/**
 * Gives a node's outputs their forms if the node can and should compute in blocks.
 * @returns whether it did; otherwise the node is copied and computes row-major
 */
type BlockingRule<Op extends Operator> = (node: Node<Op>, forms: Forms) => boolean;

const inputOf = ({ inputs, op }: AnyNode, place: number): Value => {
  const value = inputs[place];
  if (value === undefined) throw new Error(`${op} has no input ${place}`);
  return value;
};

const outputOf = ({ outputs, op }: AnyNode, place = 0): Value => {
  const value = outputs[place];
  if (value === undefined) throw new Error(`${op} has no output ${place}`);
  return value;
};

const convolution: BlockingRule<'convolution'> = (node, forms) => {
  const [x, filter, bias] = [inputOf(node, 0), inputOf(node, 1), node.inputs[2]];
  const blocking = filterBlocking(filter.shape, node.attributes.groups, forms.size);
  if (blocking === null) return false;
  const isBlocked = takesBlocks(filter.shape, node.attributes.groups, blocking);
  const y = blockedConvolution(
    isBlocked ? forms.blocked(x) : forms.rowMajor(x),
    forms.blocked(filter, blocking),
    node.attributes,
    { shift: bias && forms.rowMajor(bias) },
  );
  forms.setBlocked(outputOf(node), y);
  return true;
};

const convolutionInputGradient: BlockingRule<'convolutionInputGradient'> = (node, forms) => {
  const [dy, filter, dx] = [inputOf(node, 0), inputOf(node, 1), outputOf(node)];
  const blocking = inputGradientBlocking(node, forms.size);
  if (blocking === null) return false;
  forms.setBlocked(
    dx,
    blockedInputGradient(
      forms.blocked(dy),
      forms.blocked(filter, blocking),
      dx.shape,
      node.attributes,
    ),
  );
  return true;
};

const convolutionFilterGradient: BlockingRule<'convolutionFilterGradient'> = (node, forms) => {
  const [x, dy, dFilter] = [inputOf(node, 0), inputOf(node, 1), outputOf(node)];
  const blocking = filterGradientBlocking(node, forms.size);
  if (blocking === null) return false;
  const gradient = (image: Value, channelsLast: boolean) =>
    blockedFilterGradient(
      image,
      forms.blocked(dy),
      dFilter.shape,
      blocking,
      node.attributes,
      channelsLast,
    );
  const source = channelsLastSource(x);
  const found = takesBlocks(dFilter.shape, node.attributes.groups, blocking)
    ? gradient(forms.blocked(x), false)
    : gradient(forms.rowMajor(source ?? x), source !== null);
  forms.setBlocked(dFilter, found);
  return true;
};

const maxPool: BlockingRule<'maxPool'> = (node, forms) => {
  const x = inputOf(node, 0);
  if (!forms.isBlocked(x)) return false;
  forms.setBlocked(outputOf(node), blockedMaxPool(forms.blocked(x), node.attributes));
  forms.setRowMajor(outputOf(node, 1), () => {
    const [, positions] = forms.target.append(
      'maxPool',
      [forms.rowMajor(x)],
      node.attributes,
      node.outputs,
    );
    if (positions === undefined) throw new Error('maxPool has two outputs');
    return positions;
  });
  return true;
};

const maxPoolGradient: BlockingRule<'maxPoolGradient'> = (node, forms) => {
  const [dy, pool] = [inputOf(node, 0), inputOf(node, 1).node];
  const [x, largest] = [pool.inputs[0], pool.outputs[0]];
  if (pool.op !== 'maxPool' || !x || !largest) return false;
  if (!forms.isBlocked(x) || !isPoolApart(node)) return false;
  forms.setBlocked(
    outputOf(node),
    blockedMaxPoolGradient(
      forms.blocked(dy),
      forms.blocked(x),
      forms.blocked(largest),
      node.attributes,
    ),
  );
  return true;
};

const batchNormalization: BlockingRule<'batchNormalization'> = (node, forms) => {
  const [x, gamma, beta] = [inputOf(node, 0), inputOf(node, 1), inputOf(node, 2)];
  if (!forms.isBlocked(x) || node.attributes.axis !== 1) return false;
  const [y, mean, variance, centred] = blockBatchNormalization(node, [
    forms.blocked(x),
    forms.rowMajor(gamma),
    forms.rowMajor(beta),
  ]);
  forms.setBlocked(outputOf(node, 0), y);
  forms.setRowMajor(outputOf(node, 1), mean);
  forms.setRowMajor(outputOf(node, 2), variance);
  forms.setBlocked(outputOf(node, 3), centred);
  return true;
};

const batchNormalizationGradient: BlockingRule<'batchNormalizationGradient'> = (node, forms) => {
  const [dy, centred] = [inputOf(node, 0), inputOf(node, 1)];
  const [variance, gamma] = [inputOf(node, 2), inputOf(node, 3)];
  if (!forms.isBlocked(centred)) return false;
  const [dx, dgamma, dbeta] = blockBatchNormalizationGradient(node, [
    forms.blocked(dy),
    forms.blocked(centred),
    forms.rowMajor(variance),
    forms.rowMajor(gamma),
  ]);
  forms.setBlocked(outputOf(node, 0), dx);
  forms.setRowMajor(outputOf(node, 1), dgamma);
  forms.setRowMajor(outputOf(node, 2), dbeta);
  return true;
};

/** One number for each image of a batch of images. */
const isPerImage = ({ shape }: Value, [batch = 1, channels = 1, ...pixels]: Shape): boolean =>
  pixels.length === 2 && sameShape(shape, [batch, channels, 1, 1]);

/** The same operator in blocks, on what `take` makes of its inputs. */
function overBlocks(
  node: AnyNode,
  forms: Forms,
  take = (input: Value, _type: TensorType) => forms.blocked(input),
): Value {
  const type = { ...outputOf(node), blocking: imageBlocking(forms.size) };
  const inputs = node.inputs.map((input) => take(input, type));
  return only(forms.target.append(node.op, inputs, node.attributes, [type]));
}

/** A number as it is, an image in blocks, and a number for each image all over it. */
const overImages =
  (forms: Forms) =>
  (input: Value, type: TensorType): Value => {
    if (elementCount(input.shape) === 1) return forms.rowMajor(input);
    const blocked = forms.blocked(input);
    return sameShape(input.shape, type.shape)
      ? blocked
      : only(forms.target.append('broadcast', [blocked], {}, [type]));
  };

/** Number by number, in whatever order they lie. */
const elementwise: BlockingRule<Operator> = (given, forms) => {
  const node = given as AnyNode;
  const y = outputOf(node);
  const inputs = node.inputs.filter(({ shape }) => elementCount(shape) > 1);
  const isFloat = [...node.inputs, y].every(({ dtype }) => dtype === 'float32');
  const fits = inputs.every(
    (input) => sameShape(input.shape, y.shape) || isPerImage(input, y.shape),
  );
  if (!isFloat || !fits || !inputs.some((input) => forms.isBlocked(input))) return false;
  forms.setBlocked(y, overBlocks(node, forms, overImages(forms)));
  return true;
};

/** Number by number, or an image and a number for each channel. */
const arithmetic =
  (affine: (image: Value, vector: Value) => Value): BlockingRule<Operator> =>
  (given, forms) => {
    const node = given as AnyNode;
    if (elementwise(given, forms)) return true;
    const y = outputOf(node);
    const [image, vector] = [inputOf(node, 0), inputOf(node, 1)];
    const channels = image.shape[1] ?? 0;
    const perChannel =
      vector.dtype === 'float32' &&
      sameShape(image.shape, y.shape) &&
      elementCount(vector.shape) === channels &&
      vector.shape.at(-3) === channels;
    if (!perChannel || !forms.isBlocked(image)) return false;
    forms.setBlocked(y, affine(forms.blocked(image), reshape(forms.rowMajor(vector), [channels])));
    return true;
  };

/** Sums and means over the pixels, and perhaps the batch. */
const reduction: BlockingRule<'sum' | 'mean'> = (given, forms) => {
  const node = given as Node<'sum'> | Node<'mean'>;
  const [x, y] = [inputOf(node, 0), outputOf(node)];
  const axes = node.attributes.axes.join();
  if (!forms.isBlocked(x) || (axes !== '2,3' && axes !== '0,2,3')) return false;
  forms.setRowMajor(
    y,
    only(forms.target.append(node.op, [forms.blocked(x)], node.attributes, [y])),
  );
  return true;
};

/** One number all over each image. */
const broadcast: BlockingRule<'broadcast'> = (node, forms) => {
  const [x, y] = [inputOf(node, 0), outputOf(node)];
  if (!fillsBlocks(y, forms.size) || !isPerImage(x, y.shape)) return false;
  forms.setEither(
    y,
    () => only(forms.target.append('broadcast', [forms.rowMajor(x)], {}, [y])),
    () => overBlocks(node, forms),
  );
  return true;
};

/** Images one after the other, by whole blocks. */
const concatenate: BlockingRule<'concatenate'> = (node, forms) => {
  const { inputs, attributes } = node;
  const fits = inputs.every((input) => fillsBlocks(input, forms.size));
  if (!fits || attributes.axis > 1) return false;
  if (!inputs.some((input) => forms.isBlocked(input))) return false;
  forms.setBlocked(outputOf(node), overBlocks(node, forms));
  return true;
};

const split: BlockingRule<'split'> = (node, forms) => {
  const x = inputOf(node, 0);
  const fits = node.outputs.every((output) => fillsBlocks(output, forms.size));
  if (!fits || node.attributes.axis > 1 || !forms.isBlocked(x)) return false;
  const blocking = imageBlocking(forms.size);
  const types = node.outputs.map((output) => ({ ...output, blocking }));
  const parts = forms.target.append('split', [forms.blocked(x)], node.attributes, types);
  parts.forEach((part, place) => {
    forms.setBlocked(outputOf(node, place), part);
  });
  return true;
};

const RULES: { readonly [Op in Operator]?: BlockingRule<Op> } = {
  convolution,
  convolutionInputGradient,
  convolutionFilterGradient,
  maxPool,
  maxPoolGradient,
  batchNormalization,
  batchNormalizationGradient,
  sum: reduction,
  mean: reduction,
  broadcast,
  concatenate,
  split,
  add: arithmetic((image, vector) => blockedAffine(image, ones(vector), { shift: vector })),
  subtract: arithmetic((image, vector) =>
    blockedAffine(image, ones(vector), { shift: negate(vector) }),
  ),
  multiply: arithmetic((image, vector) => blockedAffine(image, vector, {})),
};

/** How the operator computes in blocks; undefined where it never does. */
export function blockingRule(op: Operator): BlockingRule<Operator> | undefined {
  return (
    (RULES[op] as BlockingRule<Operator> | undefined) ??
    (ELEMENTWISE.has(op) ? elementwise : undefined)
  );
}
