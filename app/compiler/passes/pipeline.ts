import type { ExecutionPlan } from '../execution-plan.ts';
import type { Precision } from '../training-step.ts';
import { carryTransposed } from './carry-transposed.ts';
import { fuseMultiplyAdd } from './fuse-multiply-add.ts';
import { mixedPrecision } from './mixed-precision.ts';
import { type Pass, SIMPLIFICATIONS } from './simplify.ts';
import { viewInBlocks } from './view-in-blocks.ts';

/** All that a graph goes through before it is written for a machine, in order. */
export function passesFor(
  { blockSize }: ExecutionPlan,
  precision: Precision = 'float32',
): readonly Pass[] {
  const forAll = [
    ...(precision === 'mixed_float16' ? [{ name: 'mixed-precision', run: mixedPrecision }] : []),
    ...SIMPLIFICATIONS,
    { name: 'carry-transposed', run: carryTransposed },
  ];
  if (blockSize === 0) return forAll;
  return [
    ...forAll,
    { name: 'fuse-multiply-add', run: fuseMultiplyAdd },
    { name: 'view-in-blocks', run: (graph) => viewInBlocks(graph, blockSize) },
    ...SIMPLIFICATIONS,
  ];
}
