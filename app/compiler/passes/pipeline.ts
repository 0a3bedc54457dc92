import type { ExecutionPlan } from '../execution-plan.ts';
import { carryTransposed } from './carry-transposed.ts';
import { fuseMultiplyAdd } from './fuse-multiply-add.ts';
import { type Pass, SIMPLIFICATIONS } from './simplify.ts';
import { viewInBlocks } from './view-in-blocks.ts';

/** All that a graph goes through before it is written for a machine, in order. */
export function passesFor({ blockSize }: ExecutionPlan): readonly Pass[] {
  const forAll = [...SIMPLIFICATIONS, { name: 'carry-transposed', run: carryTransposed }];
  if (blockSize === 0) return forAll;
  return [
    ...forAll,
    { name: 'fuse-multiply-add', run: fuseMultiplyAdd },
    { name: 'view-in-blocks', run: (graph) => viewInBlocks(graph, blockSize) },
    ...SIMPLIFICATIONS,
  ];
}
