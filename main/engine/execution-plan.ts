import type { BlockSize, ExecutionPlan, Provider } from '../../app/compiler/execution-plan.ts';
import {
  blockSizeProbe,
  PROBE_IMAGE,
  probedBlockSize,
} from '../../app/compiler/onnx/block-size-probe.ts';
import type { Runtime, Session } from './runtimes/runtime.ts';

/**
 * Whether a provider runs loops itself, as a rule; else the processor does, and hands the state over
 * at each iteration. DirectML cannot keep it between calls either, and so loses less by the loop.
 * @source onnxruntime v1.30.0: kernels of `Loop` in core/providers/{cuda,webgpu,dml}
 */
const LOOPS: Readonly<Record<Provider, boolean>> = { cuda: true, directml: true, webgpu: false };

/** The plan that suits a runtime on this machine, found out by trying. */
export async function executionPlan(runtime: Runtime): Promise<ExecutionPlan> {
  const { provider, threads } = runtime;
  if (provider === undefined) return { blockSize: await blockSizeOf(runtime), threads };
  // Blocked kernels are the processor's; what little it computes besides is not worth its threads.
  return { blockSize: 0, threads: 1, provider, ...(!LOOPS[provider] && { loopless: true }) };
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
