import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** A driver that hangs must not hang the report. */
const TIMEOUT_MS = 5000;

/** Asks a program of the system; null where it is not there or fails. */
export type AskCommand = (command: string, args: readonly string[]) => Promise<string | null>;

export const askCommand: AskCommand = async (command, args) => {
  try {
    const { stdout } = await run(command, [...args], { timeout: TIMEOUT_MS, windowsHide: true });
    return stdout;
  } catch {
    return null;
  }
};
