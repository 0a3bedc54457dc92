import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { SampleInput } from '../dataset/dataset.ts';
import { BYTES_PER_MIB } from '../units.ts';
import { buildForwardPass } from './forward-pass.ts';
import { simplify } from './passes/simplify.ts';
import { peakTemporaryBytes } from './peak-memory.ts';

/** What a forward pass beside a training may hold of intermediate values on a device of its own. */
const MOST_BYTES_AWAY = 32 * BYTES_PER_MIB;
/**
 * The same on the processor, whose caches hold about so much: an LSTM of 128 units over 64 places takes
 * 256 rows at once in 32 ms, and 64 at a time in 21 (one thread).
 */
const MOST_BYTES_HERE = 8 * BYTES_PER_MIB;

/**
 * How many rows a forward pass beside a training takes: as many as are wanted, or as few as hold
 * little beside what a training step does.
 * @param isAway whether a device other than the processor computes
 */
export function forwardRows(
  model: FittedModel,
  input: SampleInput,
  wanted: number,
  isAway = false,
): number {
  const { graph } = buildForwardPass(model, input, wanted);
  const bytes = peakTemporaryBytes(simplify(graph));
  const most = isAway ? MOST_BYTES_AWAY : MOST_BYTES_HERE;
  return bytes <= most ? wanted : Math.max(1, Math.floor((wanted * most) / bytes));
}
