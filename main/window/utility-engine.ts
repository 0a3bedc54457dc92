import type { EngineChild } from '../runs/engine-process.ts';

/** What is used of Electron's `UtilityProcess`. */
export interface UtilityProcessPart {
  readonly pid: number | undefined;
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

/** An engine in one of Electron's utility processes, seen as any other child. */
export function utilityEngine(child: UtilityProcessPart): EngineChild {
  let hasExited = false;
  child.once('exit', () => {
    hasExited = true;
  });
  return {
    pid: child.pid,
    post(command) {
      if (!hasExited) child.postMessage(command);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(String(code))),
    kill: () => void child.kill(),
  };
}
