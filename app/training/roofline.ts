import { costOf } from '../compiler/cost.ts';
import { REFERENCES, type ReferenceName } from './reference-model.ts';

/** A model on an engine, in the plane of a roofline. */
export interface RooflinePoint {
  /** How much is computed for each byte that a step moves, as if nothing stayed in a cache. */
  readonly flopsPerByte: number;
  /** Reached, 1e9 FLOP/s. */
  readonly gflops: number;
}

/**
 * Where a reference model stands that trains this fast.
 * @source Williams, Waterman & Patterson 2009, "Roofline", CACM 52(4)
 */
export function rooflinePoint(name: ReferenceName, samplesPerSecond: number): RooflinePoint {
  const { model, data, plan } = REFERENCES[name];
  const cost = costOf(model, data, plan, plan.batchSize);
  if (!cost.ok) throw new Error(`The model ${name} is wrong: ${cost.error.code}`);
  const { flopsPerSample, updateFlops, trafficBytes } = cost.value;
  const flops = flopsPerSample * plan.batchSize + updateFlops;
  return {
    flopsPerByte: flops / trafficBytes,
    gflops: ((samplesPerSecond / plan.batchSize) * flops) / 1e9,
  };
}

/** The most that a device reaches at an intensity: what its memory feeds, and never more than its peak. */
export function roofGflops(
  flopsPerByte: number,
  roof: { readonly gemmGflops: number; readonly bytesPerSecond: number },
): number {
  return Math.min(roof.gemmGflops, (flopsPerByte * roof.bytesPerSecond) / 1e9);
}
