import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import { flopsOf } from './cost.ts';
import { buildForwardPass } from './forward-pass.ts';
import { simplify } from './passes/simplify.ts';

/** A backward pass takes two products for each one of the forward pass. */
const PASSES = 3;

/**
 * FLOPs of training on one sample by the custom that compares programs: three times the forward
 * pass, whatever a program really executes. It may leave out gradients that no one needs, or compute
 * activations twice; `costOf` counts what Hearth does.
 * @source Chowdhery et al. 2022, arXiv:2204.02311, appendix B ("model FLOPs utilization")
 */
export function modelFlopsPerSample(model: ModelSpec, data: DatasetFacts): Result<number> {
  const fitted = fitsDataset(model, data);
  if (!fitted.ok) return fitted;
  const { nodes } = simplify(buildForwardPass(fitted.value, data.input, 1).graph);
  return ok(PASSES * nodes.reduce((sum, node) => sum + flopsOf(node), 0));
}
