import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { AppError, Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';

/** What a verb has to say: one JSON document with `--json`, words otherwise. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
}

/** What a verb works with. */
export interface VerbContext {
  readonly client: HostClient;
  readonly language: Language;
  /** Writes one line of a stream to stdout: the value with `--json`, else the words, if any. */
  readonly emit: (json: unknown, text?: string) => void;
  /** Tells people something on stderr. */
  readonly note: (text: string) => void;
  /** Redraws the progress line; without effect where nobody watches. */
  readonly progress: (fraction: number | null, text: string) => void;
  /** Asks yes or no on the terminal; no where nobody can answer. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Takes Ctrl-C over: the verb ends its own work and then returns. */
  readonly onInterrupt: (listener: () => void) => void;
  /** Settles with `host/unreachable` when the host has ended or was lost. */
  readonly lost: Promise<AppError>;
}

/** Null: everything has been said by `emit`. */
export type Verb = (context: VerbContext) => Promise<Result<Answer | null>>;

/** A verb on the folder of a home, whether or not a host runs, or on none. */
export type FolderVerb = (
  home: string,
  language: Language,
  output: Pick<VerbContext, 'note' | 'progress'>,
) => Promise<Result<Answer>>;

/** How the loopback web host is to be started. */
export interface ServerWish {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly opensBrowser: boolean;
  /** Where in the page to begin: a hash such as `#/runs/run-1`, or nothing. */
  readonly place: string;
}

/** Runs verbs on the home that the command line names, prints what they say and ends the process. */
export interface Runner {
  /** Over the host that runs, or as the home's host. */
  readonly onHost: (command: Command, verb: Verb) => Promise<void>;
  readonly onFolder: (command: Command, verb: FolderVerb) => Promise<void>;
  /** As the home's host for a browser, until it is ended. */
  readonly asServer: (command: Command, wish: () => Result<ServerWish>) => Promise<void>;
}

/** Adds one command to the program. */
export type DeclareCommand = (program: Command, runner: Runner, words: Language) => void;
