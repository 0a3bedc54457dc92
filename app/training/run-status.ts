import type { RunStatus } from './run.ts';

/** What happens to a run. */
export type RunStatusEvent =
  /** Its engine process was started. */
  | 'start'
  /** The engine compiled the model and trains. */
  | 'ready'
  | 'pause'
  | 'continue'
  | 'complete'
  | 'stop'
  | 'fail'
  /** Host or engine died. */
  | 'interrupt'
  /** Goes on from the last checkpoint. */
  | 'resume';

type Transitions = Readonly<Partial<Record<RunStatusEvent, RunStatus>>>;

const TRANSITIONS: Readonly<Record<RunStatus, Transitions>> = {
  queued: { start: 'starting', stop: 'stopped', fail: 'failed', interrupt: 'interrupted' },
  starting: { ready: 'running', stop: 'stopped', fail: 'failed', interrupt: 'interrupted' },
  running: {
    pause: 'paused',
    complete: 'completed',
    stop: 'stopped',
    fail: 'failed',
    interrupt: 'interrupted',
  },
  paused: { continue: 'running', stop: 'stopped', fail: 'failed', interrupt: 'interrupted' },
  completed: { resume: 'queued' },
  stopped: { resume: 'queued' },
  failed: { resume: 'queued' },
  interrupted: { resume: 'queued' },
};

/** The status after an event; null where the event cannot happen in that status. */
export function nextStatus(status: RunStatus, event: RunStatusEvent): RunStatus | null {
  return TRANSITIONS[status][event] ?? null;
}

/** Whether a run still has, or waits for, an engine process. */
export function isActive(status: RunStatus): boolean {
  return nextStatus(status, 'interrupt') !== null;
}
