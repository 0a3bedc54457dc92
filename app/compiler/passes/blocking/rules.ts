import { elementCount, type Shape, sameShape } from '../../../shape.ts';
import { type AnyNode, type Node, only, type TensorType, type Value } from '../../graph.ts';
import { blockedAffine, imageBlocking } from '../../operators/blocked.ts';
import { ELEMENTWISE, negate } from '../../operators/elementwise.ts';
import { reshape } from '../../operators/movement.ts';
import type { Operator } from '../../operators/vocabulary.ts';
import { convolutionRules } from './convolution-rules.ts';
import { fillsBlocks } from './fit.ts';
import type { Forms } from './forms.ts';
import { ones } from './normalization.ts';
import { type BlockingRule, inputOf, outputOf } from './rule.ts';

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

/** What computes each channel by itself, wherever its image is in blocks already. */
const channelByChannel: BlockingRule<Operator> = (given, forms) => {
  const node = given as AnyNode;
  if (!forms.isBlocked(inputOf(node, 0))) return false;
  forms.setBlocked(outputOf(node), overBlocks(node, forms));
  return true;
};

/** Zeros around the pixels, or pixels cut off. */
const pad: BlockingRule<'pad'> = (node, forms) => {
  const x = inputOf(node, 0);
  const { before, after } = node.attributes;
  const around = [...before.slice(2), ...after.slice(2)];
  const others = [...before.slice(0, 2), ...after.slice(0, 2)];
  const isOneWay = Math.min(...around) >= 0 || Math.max(...around) <= 0;
  if (!forms.isBlocked(x) || !isOneWay || others.some((count) => count !== 0)) return false;
  forms.setBlocked(outputOf(node), overBlocks(node, forms));
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
  ...convolutionRules,
  sum: reduction,
  mean: reduction,
  broadcast,
  averagePool: channelByChannel,
  upsample: channelByChannel,
  pad,
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
