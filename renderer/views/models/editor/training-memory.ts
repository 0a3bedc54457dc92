import type { ModelReport } from '../../../../app/architecture/check-model.ts';
import type { ModelCost } from '../../../../app/compiler/cost.ts';
import { elementCount } from '../../../../app/shape.ts';

const BYTES_PER_NUMBER = 4;

/**
 * What training keeps in memory at once: weights with the optimiser's state, a gradient for each trainable weight, and
 * for one batch every layer's output with its gradient. Runtime and data come on top.
 * @returns bytes
 */
export function trainingMemory(report: ModelReport, cost: ModelCost, batchSize: number): number {
  const outputs = report.layers.reduce(
    (sum, { shape }) => sum + (shape === null ? 0 : elementCount(shape)),
    0,
  );
  return cost.stateBytes + BYTES_PER_NUMBER * (cost.trainable + 2 * batchSize * outputs);
}

const FLOP_UNITS = ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP', 'PFLOP'] as const;

/** A count of floating-point operations with its unit apart: 251,604,099 is 251.6 MFLOP. */
export function inFlopUnit(flops: number): { readonly amount: number; readonly unit: string } {
  const power = Math.min(FLOP_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(flops) / 3)));
  return { amount: flops / 1000 ** power, unit: FLOP_UNITS[power] ?? 'FLOP' };
}
