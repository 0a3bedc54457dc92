import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** A driver that hangs must not hang the report. */
const TIMEOUT_MS = 5000;

/** Asks a program of the system; null where it is not there or fails. */
export type AskCommand = (command: string, args: readonly string[]) => Promise<string | null>;

export const askCommand: AskCommand = async (command, args) => {
  try {
    const options = { timeout: TIMEOUT_MS, windowsHide: true, env: environmentOf(command) };
    const { stdout } = await run(command, [...args], options);
    return stdout;
  } catch {
    return null;
  }
};

/** This very program, asked about Node, must not open a window where it is Electron's. */
function environmentOf(command: string): NodeJS.ProcessEnv {
  return command === process.execPath ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env;
}
