import type { Value } from '../../graph.ts';
import {
  blockedConvolution,
  blockedFilterGradient,
  blockedInputGradient,
  blockedMaxPool,
  blockedMaxPoolGradient,
} from '../../operators/blocked.ts';
import {
  filterBlocking,
  filterGradientBlocking,
  inputGradientBlocking,
  isPoolApart,
  takesBlocks,
} from './fit.ts';
import { channelsLastSource } from './forms.ts';
import { blockBatchNormalization, blockBatchNormalizationGradient } from './normalization.ts';
import { type BlockingRule, inputOf, outputOf } from './rule.ts';

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

/** What has blocked operators of its own. */
export const convolutionRules = {
  convolution,
  convolutionInputGradient,
  convolutionFilterGradient,
  maxPool,
  maxPoolGradient,
  batchNormalization,
  batchNormalizationGradient,
};
