import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { BYTES_PER_MIB } from '../units.ts';
import { buildForwardPass } from './forward-pass.ts';
import { simplify } from './passes/simplify.ts';
import { peakTemporaryBytes } from './peak-memory.ts';

/** What a forward pass beside a training may hold of intermediate values. */
const MOST_BYTES = 32 * BYTES_PER_MIB;

/**
 * How many rows a forward pass beside a training takes: as many as are wanted, or as few as hold
 * little beside what a training step does.
 */
export function forwardRows(model: FittedModel, input: SampleInput, wanted: number): number {
  const { graph } = buildForwardPass(model, input, wanted);
  const bytes = peakTemporaryBytes(simplify(graph));
  return bytes <= MOST_BYTES ? wanted : Math.max(1, Math.floor((wanted * MOST_BYTES) / bytes));
}
