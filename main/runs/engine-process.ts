import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ZodError } from 'zod';
import type { EngineCommand, EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import { engineEvent } from '../../app/contract/schemas/engine.ts';
import type { AppError } from '../../app/errors.ts';
import { VISIBLE_CARDS } from '../adapters/nvidia-driver.ts';
import { passOn } from './library-log.ts';

export interface EngineHandlers {
  onEvent(event: EngineEvent): void;
  /**
   * Called once, after the last event. Null when the engine said how its work ended (`done`,
   * `scored`, `predicted`, `planned`, `measured` or `failed`), `engine/ended` when it died without a word, and
   * `contract/malformed` when it said something that no engine says and was ended for it.
   */
  onExit(error: AppError | null): void;
}

/** One engine process doing one piece of work. */
export interface EngineProcess {
  readonly pid: number | undefined;
  /** Without effect once the process has ended. */
  send(command: EngineCommand): void;
  /** Ends it at once, without a checkpoint. */
  kill(): void;
}

export type StartEngine = (work: EngineWork, handlers: EngineHandlers) => EngineProcess;

/** Variables by name. */
export type EngineEnvironment = Readonly<Record<string, string>>;

/** A child process, as Node's `fork` and Electron's `utilityProcess` both can be seen. */
export interface EngineChild {
  readonly pid: number | undefined;
  post(command: EngineCommand): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, after the last message, with the exit code or the signal's name. */
  onExit(listener: (exit: string) => void): void;
  kill(): void;
}

/**
 * Makes the function that starts engines.
 * @param spawn starts a process running the engine's entry file, with variables besides the host's own
 */
export function engineStarter(spawn: (environment: EngineEnvironment) => EngineChild): StartEngine {
  return (work, { onEvent, onExit }) => {
    const child = spawn({
      ...work.pack?.environment,
      ...(work.card !== undefined && { [VISIBLE_CARDS]: work.card }),
    });
    let ended = false;
    let malformed: AppError | null = null;
    let lastEpoch: number | null = null;
    child.onMessage((message) => {
      const decoded = engineEvent.safeParse(message);
      if (!decoded.success) {
        malformed ??= malformedEvent(decoded.error);
        child.kill();
        return;
      }
      const event = decoded.data;
      if (event.kind === 'epoch') lastEpoch = event.report.epoch;
      ended ||= LAST_WORDS.has(event.kind);
      onEvent(event);
    });
    child.onExit((exit) =>
      onExit(malformed ?? (ended ? null : { code: 'engine/ended', exit, lastEpoch })),
    );
    child.post({ kind: 'start', work });
    return { pid: child.pid, send: (command) => child.post(command), kill: () => child.kill() };
  };
}

/** Each kind of work ends with one of these. */
const LAST_WORDS: ReadonlySet<EngineEvent['kind']> = new Set([
  'done',
  'scored',
  'predicted',
  'recommended',
  'ranked',
  'exported',
  'planned',
  'measured',
  'failed',
]);

function malformedEvent({ issues }: ZodError): AppError {
  const [issue] = issues;
  return {
    code: 'contract/malformed',
    request: 'engine event',
    place: issue?.path.join('.') ?? '',
    problem: issue?.message ?? '',
  };
}

/**
 * Each call of a graph gives the model's state as new arrays, and the old ones are freed at once; but
 * with a small heap such arrays make the collector run at every call, which took 3 % of the reference
 * model's training. Little else is allocated: a small nursery saves 25 MB.
 */
const HEAP_OPTIONS = ['--initial-old-space-size=64', '--max-semi-space-size=2'];

/** Set for libraries that log more than that lets them. */
const LOG_LEVEL = 'TF_CPP_MIN_LOG_LEVEL';

/**
 * Starts the engine's entry file with this very Node.
 * @param entryFile the bundled entry in a packaged host, otherwise the source's
 */
export function forkEngine(
  entryFile: string = fileURLToPath(new URL('../engine/entry.ts', import.meta.url)),
  environment: EngineEnvironment = {},
): EngineChild {
  const child = fork(entryFile, [], {
    execPath: process.execPath,
    env: { ...process.env, ...environment },
    execArgv: HEAP_OPTIONS,
    serialization: 'advanced',
    // Whatever a native library prints goes to stderr: stdout is the command line's JSON.
    stdio: ['ignore', 2, LOG_LEVEL in environment ? 'pipe' : 2, 'ipc'],
  });
  if (child.stderr !== null) passOn(child.stderr, (line) => process.stderr.write(line));
  return {
    pid: child.pid,
    post(command) {
      if (child.connected) child.send(command, () => {});
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      // Messages may still be on their way when `exit` fires; the channel closes after the last.
      let exit: string | null = null;
      const settle = () => {
        if (exit === null || child.connected) return;
        listener(exit);
        child.removeAllListeners();
      };
      child.on('exit', (code, signal) => {
        exit ??= signal ?? String(code);
        settle();
      });
      child.on('disconnect', settle);
      child.on('error', (cause: NodeJS.ErrnoException) => {
        if (child.pid !== undefined) return;
        exit ??= cause.code ?? cause.message;
        settle();
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Starts engines as forked Node processes, for every host but a packaged Electron. */
export const startEngine: StartEngine = engineStarter((environment) =>
  forkEngine(undefined, environment),
);
