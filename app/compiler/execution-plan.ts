/** Channels that ONNX Runtime's blocked kernels keep side by side; 0 where it has no such kernels. */
export type BlockSize = 0 | 8 | 16;

/**
 * Which lowerings a graph is written with, as far as that depends on the machine. Lowerings may
 * round differently: a run's plan is fixed when it starts, stored in its checkpoints and followed
 * when it is resumed.
 */
export interface ExecutionPlan {
  /**
   * Block of the layout NCHWc, `[batch, channels / block, height, width, block]`, that the
   * operators of the runtime's domain `com.microsoft.nchwc` compute in: 16 with AVX-512, else 8.
   */
  readonly blockSize: BlockSize;
  /** Threads of one operator: how a sum is shared among them decides its last bits. */
  readonly threads: number;
  /**
   * Bytes of a step's intermediate values above which cheap ones are computed again instead of
   * kept (`passes/recompute.ts`); left out where memory is not short.
   */
  readonly recomputeAbove?: number | undefined;
  /** What of the runtime computes; the processor where left out. */
  readonly provider?: Provider | undefined;
  /**
   * Whether steps are written without a loop, a few one after the other or one alone: WebGPU runs no
   * loops, so a loop's body would hand the state to the processor and back at each iteration, while
   * between calls it stays.
   */
  readonly loopless?: true | undefined;
}

/** How a run is executed: besides its plan what changes no bit, but is found out by measuring. */
export interface RunExecution extends ExecutionPlan {
  /** Left out until it is settled. */
  readonly call?: CallPace | undefined;
  /** Whether idle threads last waited in a busy loop; left out where nobody chooses. */
  readonly spins?: boolean | undefined;
}

/** A length of calls that was settled on. */
export interface CallPace {
  readonly steps: number;
  /** What a call of so many steps took. */
  readonly seconds: number;
}

/** Of ONNX Runtime, besides the processor's. */
export type Provider = 'webgpu' | 'directml' | 'cuda';

/** Standard operators only: every provider on every machine can follow it. */
export const STANDARD_PLAN: ExecutionPlan = { blockSize: 0, threads: 1 };

/** Whether a machine that would plan `own` can do exactly what `plan` says. */
export function canFollow(plan: ExecutionPlan, own: ExecutionPlan): boolean {
  if (plan.provider !== own.provider) return false;
  return plan.blockSize === 0 || plan.blockSize === own.blockSize;
}
