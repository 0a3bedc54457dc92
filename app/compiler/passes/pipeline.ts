import type { ExecutionPlan } from '../execution-plan.ts';
import type { Precision } from '../training-step.ts';
import { accumulateRows } from './accumulate-rows.ts';
import { blockChannels } from './blocking/block-channels.ts';
import { carryInBlocks } from './carry-in-blocks.ts';
import { carryPermuted } from './carry-permuted.ts';
import { carryTransposed } from './carry-transposed.ts';
import { factorOut } from './factor-out.ts';
import { fuseBlocked } from './fuse-blocked.ts';
import { fuseMultiplyAdd } from './fuse-multiply-add.ts';
import { joinWindows } from './join-windows.ts';
import { leaveUnchanged } from './leave-unchanged.ts';
import { lookUpRows } from './look-up-rows.ts';
import { mixedPrecision } from './mixed-precision.ts';
import { recompute } from './recompute.ts';
import { scaleBytes } from './scale-bytes.ts';
import { scaleFilters } from './scale-filters.ts';
import { selectBySlope } from './select-by-slope.ts';
import { type Pass, SIMPLIFICATIONS } from './simplify.ts';
import { softmaxOfLogarithm } from './softmax-of-logarithm.ts';
import { sumOverWidth } from './sum-over-width.ts';
import { updateRows } from './update-rows.ts';
import { viewInBlocks } from './view-in-blocks.ts';

/** All that a graph goes through before it is written for a machine, in order. */
export function passesFor(
  { blockSize, recomputeAbove, provider }: ExecutionPlan,
  precision: Precision = 'float32',
): readonly Pass[] {
  return [
    ...(precision === 'mixed_float16' ? [{ name: 'mixed-precision', run: mixedPrecision }] : []),
    ...SIMPLIFICATIONS,
    ...(provider === undefined ? [{ name: 'join-windows', run: joinWindows }] : []),
    { name: 'sum-over-width', run: sumOverWidth },
    { name: 'factor-out', run: factorOut },
    { name: 'update-rows', run: updateRows },
    { name: 'accumulate-rows', run: accumulateRows },
    { name: 'softmax-of-logarithm', run: softmaxOfLogarithm },
    { name: 'scale-bytes', run: scaleBytes },
    { name: 'scale-filters', run: scaleFilters },
    { name: 'carry-transposed', run: carryTransposed },
    ...(blockSize === 0 ? [] : inBlocks(blockSize)),
    ...(provider === 'cuda' ? ON_CARD : []),
    ...SIMPLIFICATIONS,
    ...(provider === undefined ? FROM_HOST : []),
    // The last: whatever shares equal nodes would undo it.
    ...(recomputeAbove === undefined ? [] : [recomputation(recomputeAbove)]),
  ];
}

/** Where a node costs more than its numbers, and numbers more than what is computed of them. */
const ON_CARD: readonly Pass[] = [
  { name: 'carry-permuted', run: carryPermuted },
  { name: 'select-by-slope', run: selectBySlope },
];

/** Where the state is handed over from host memory at each call, and need not be. */
const FROM_HOST: readonly Pass[] = [
  { name: 'leave-unchanged', run: leaveUnchanged },
  { name: 'look-up-rows', run: lookUpRows },
];

const recomputation = (budgetBytes: number): Pass => ({
  name: 'recompute',
  run: (graph) => recompute(graph, budgetBytes),
});

/** What the runtime's blocked kernels are used for. */
function inBlocks(blockSize: 8 | 16): readonly Pass[] {
  return [
    { name: 'block-channels', run: (graph) => blockChannels(graph, blockSize) },
    { name: 'fuse-blocked', run: fuseBlocked },
    { name: 'carry-in-blocks', run: carryInBlocks },
    { name: 'fuse-multiply-add', run: fuseMultiplyAdd },
    { name: 'view-in-blocks', run: (graph) => viewInBlocks(graph, blockSize) },
  ];
}
