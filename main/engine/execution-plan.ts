import type { BlockSize, ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import {
  blockSizeProbe,
  PROBE_IMAGE,
  probedBlockSize,
} from '../../app/compiler/onnx/block-size-probe.ts';
import type { Runtime, Session } from './runtimes/runtime.ts';

/** The plan that suits a runtime on this machine, found out by trying. */
export async function executionPlan(runtime: Runtime): Promise<ExecutionPlan> {
  return { blockSize: await blockSizeOf(runtime), threads: runtime.threads };
}

async function blockSizeOf(runtime: Runtime): Promise<BlockSize> {
  const session = await openedProbe(runtime);
  if (session === null) return 0;
  const outputs = await session.run({ image: { dtype: 'float32', ...PROBE_IMAGE } });
  await session.close();
  return outputs.ok ? probedBlockSize(outputs.value.blocked?.data ?? []) : 0;
}

/** Null where the runtime does not know the operator. */
async function openedProbe(runtime: Runtime): Promise<Session | null> {
  try {
    const opened = await runtime.open(blockSizeProbe());
    return opened.ok ? opened.value : null;
  } catch {
    return null;
  }
}
