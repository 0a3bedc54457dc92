import type { ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import type { EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import type { RunEnvironment } from '../../app/training/run.ts';
import type { Runtime } from './runtimes/runtime.ts';
import type { StepMaker } from './steps.ts';

/** One kind of work. */
export type WorkOf<Kind extends EngineWork['kind']> = Extract<EngineWork, { kind: Kind }>;
/** One kind of event. */
export type EventOf<Kind extends EngineEvent['kind']> = Extract<EngineEvent, { kind: Kind }>;

/** What this process computes with. */
export interface EngineMeans {
  readonly runtime: Runtime;
  /** What trains where the runtime's own graphs do not. */
  readonly steps?: StepMaker | undefined;
  /** Which lowerings suit it on this machine. */
  readonly execution: ExecutionPlan;
  readonly environment: RunEnvironment;
  /** What one split may take; a larger one is streamed from disk. */
  readonly memoryBytes: number;
  /** What this process may still take of the machine's memory, bytes. */
  availableBytes(): number;
  /** Most steps of one call; as many as fit a sixth of a second where left out. */
  readonly longestCall?: number | undefined;
}
