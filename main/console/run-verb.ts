import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { AppError, Result } from '../../app/errors.ts';
import { LANGUAGES, type Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { isActive } from '../../app/training/run-status.ts';
import type { Answer, FolderVerb, ServerWish, Verb } from '../commands/verb.ts';
import { bugLog } from '../home/bug-log.ts';
import { type ComposeWorkbench, type Host, joinHome } from '../home/open-host.ts';
import { resolveHome } from '../home/resolve-home.ts';
import type { Product } from '../product.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import { type HostEnd, hostEnd, INTERRUPTED_EXIT, keepUntilEnded } from './end-of-host.ts';
import { onInterrupt, outliveTerminal } from './interrupts.ts';
import { homeLanguage, systemLanguage } from './language.ts';
import { exitCodeOf, Output } from './output.ts';

/** Options that every command takes. */
interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly lang?: Language;
}

function globalOptions(command: Command) {
  const { home, json = false, lang } = command.optsWithGlobals<GlobalOptions>();
  const language = LANGUAGES.find((known) => known === lang) ?? null;
  return { home: resolveHome(home), json, language };
}

/**
 * Runs a verb over the host of the home, or as its host; then stays the host for as long as runs are
 * active or other commands are connected.
 * @returns the exit code
 */
export async function runOnHost(product: Product, command: Command, verb: Verb): Promise<number> {
  const { home, json, language: chosen } = globalOptions(command);
  const output = new Output(json);
  outliveTerminal();

  const end = hostEnd();
  let lose: () => void = () => {};
  const lost = new Promise<AppError>((resolve) => {
    lose = () => resolve({ code: 'host/unreachable', path: home });
  });
  let stopRuns: () => void = () => {};
  const joined = await joinHome({
    home,
    kind: 'cli',
    version: product.version,
    compose: composeLazily(product),
    // Its verb sees its runs end and returns; with the last run the host ends by itself.
    quit: () => stopRuns(),
    recordBug: bugLog(home),
    onLost: () => lose(),
  });
  if (!joined.ok) {
    output.error(joined.error, chosen ?? systemLanguage());
    return exitCodeOf(joined.error);
  }
  const { client, host } = joined.value;
  stopRuns = () => void stopActiveRuns(client);
  const language = chosen ?? (await homeLanguage(client));
  if (host !== null) await tellInterrupted(client, output, language);

  const exitCode = await untilDone(verb, { client, language, output, lost });
  if (host === null) client.close();
  else return leaveHost(host, end, { exitCode, output, language, close: () => client.close() });
  return exitCode;
}

/** Loading the whole workbench takes longer than asking a host that runs. */
function composeLazily(product: Product): ComposeWorkbench {
  return async (options) => {
    const { composeWith, forkedEngines } = await import('../compose.ts');
    return composeWith(product, forkedEngines(product))(options);
  };
}

interface VerbRun {
  readonly client: HostClient;
  readonly language: Language;
  readonly output: Output;
  readonly lost: Promise<AppError>;
}

async function untilDone(verb: Verb, run: VerbRun): Promise<number> {
  const { output } = run;
  let presses = 0;
  let takenOver: (() => void) | null = null;
  let abandon: () => void = () => {};
  const abandoned = new Promise<'abandoned'>((resolve) => {
    abandon = () => resolve('abandoned');
  });
  const leave = onInterrupt(() => {
    presses += 1;
    if (presses > 1) process.exit(INTERRUPTED_EXIT);
    (takenOver ?? abandon)();
  });
  const outcome = await Promise.race([
    verb({
      client: run.client,
      language: run.language,
      lost: run.lost,
      emit: (json, words) => output.emit(json, words),
      note: (words) => output.note(words),
      progress: (fraction, words) => output.progress(fraction, words),
      confirm: async (question) => {
        if (process.stdin.isTTY !== true) return false;
        output.clear();
        return askOnTerminal(question);
      },
      onInterrupt: (listener) => {
        takenOver = listener;
      },
    }),
    abandoned,
  ]);
  leave();
  output.clear();
  if (outcome === 'abandoned') return INTERRUPTED_EXIT;
  const exitCode = say(outcome, output, run.language);
  return presses > 0 ? INTERRUPTED_EXIT : exitCode;
}

interface Leaving {
  readonly exitCode: number;
  readonly output: Output;
  readonly language: Language;
  readonly close: () => void;
}

async function leaveHost(host: Host, end: HostEnd, leaving: Leaving): Promise<number> {
  const { exitCode, output, language, close } = leaving;
  close();
  const runs = host.workbench.activeRuns();
  if (runs > 0) output.note(text(language, 'cli.still-hosting', { runs }));
  void whenIdle(host).then(() => end.ask(exitCode));
  return keepUntilEnded(host, end, language);
}

const IDLE_POLL_MS = 50;

async function whenIdle(host: Host): Promise<void> {
  while (host.workbench.activeRuns() > 0 || host.visitors() > 0) await delay(IDLE_POLL_MS);
}

async function stopActiveRuns(client: HostClient): Promise<void> {
  const listed = await client.request('runs.list', { offset: 0, limit: 10_000 });
  if (!listed.ok) return;
  for (const { id, status } of listed.value.runs) {
    if (isActive(status)) await client.request('runs.stop', { run: id });
  }
}

/** What happened to runs whose host or engine died, told once by the next host. */
async function tellInterrupted(
  client: HostClient,
  output: Output,
  language: Language,
): Promise<void> {
  const report = await client.request('host.report', null);
  if (!report.ok) return;
  for (const { id, name, epochs, plannedEpochs } of report.value.interruptedRuns) {
    output.note(text(language, 'cli.interrupted', { id, name, epochs, plannedEpochs }));
  }
}

/** Runs a verb that works on the files of a home. */
export async function runOnFolder(command: Command, verb: FolderVerb): Promise<number> {
  const { home, json, language: chosen } = globalOptions(command);
  const language = chosen ?? systemLanguage();
  const output = new Output(json);
  const answer = await verb(home, language, {
    note: (words) => output.note(words),
    progress: (fraction, words) => output.progress(fraction, words),
  });
  output.clear();
  return say(answer, output, language);
}

/** The loopback web host, until it is ended. */
export async function runAsServer(
  product: Product,
  command: Command,
  wish: () => Result<ServerWish>,
): Promise<number> {
  const { home, json, language } = globalOptions(command);
  const output = new Output(json);
  const wished = wish();
  const { serve } = await import('../serve.ts');
  const served = wished.ok
    ? await serve(product, { ...wished.value, home, json, language, whyWeb: null })
    : wished;
  if (served.ok) return served.value;
  output.error(served.error, language ?? systemLanguage());
  return exitCodeOf(served.error);
}

/** Prints an outcome. */
function say(outcome: Result<Answer | null>, output: Output, language: Language): number {
  if (!outcome.ok) {
    output.error(outcome.error, language);
    return exitCodeOf(outcome.error);
  }
  if (outcome.value !== null) output.answer(outcome.value);
  return 0;
}
