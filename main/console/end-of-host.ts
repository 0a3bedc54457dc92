import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import type { Host } from '../home/open-host.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import { onInterrupt } from './interrupts.ts';

export const INTERRUPTED_EXIT = 130;

export interface HostEnd {
  /** Asks the host to end with this exit code, without further question. */
  readonly ask: (exitCode: number) => void;
  /** Settles with the exit code once the host has been asked to end. */
  readonly asked: Promise<number>;
}

/** A way to end a host before the host exists: the workbench is composed with its `quit`. */
export function hostEnd(): HostEnd {
  let settle: (exitCode: number) => void = () => {};
  const asked = new Promise<number>((resolve) => {
    settle = resolve;
  });
  return { asked, ask: settle };
}

/**
 * Keeps a host until it is asked to end, by its page, by Ctrl-C or by the system. Ctrl-C asks back
 * where runs are active and somebody can answer. The runs then end at a checkpoint; one more Ctrl-C
 * ends at once.
 * @returns the exit code
 */
export async function keepUntilEnded(
  host: Host,
  end: HostEnd,
  language: Language,
): Promise<number> {
  let isAsking = false;
  let isEnding = false;
  const leave = onInterrupt((signal) => {
    if (isEnding) process.exit(INTERRUPTED_EXIT);
    const exitCode = signal === 'SIGINT' ? INTERRUPTED_EXIT : 0;
    const runs = host.workbench.activeRuns();
    if (isAsking || runs === 0 || !process.stdin.isTTY) {
      end.ask(exitCode);
      return;
    }
    isAsking = true;
    void askOnTerminal(text(language, 'host.ask-stop', { runs })).then((isYes) => {
      isAsking = false;
      if (isYes) end.ask(exitCode);
    });
  });

  const exitCode = await end.asked;
  isEnding = true;
  const runs = host.workbench.activeRuns();
  if (runs > 0) process.stderr.write(`${text(language, 'host.stopping', { runs })}\n`);
  await host.close({ stopRuns: true });
  leave();
  return exitCode;
}
