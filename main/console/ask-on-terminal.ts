import { createInterface } from 'node:readline';

/** A question to be answered with yes or no; line mode, so that Ctrl-C stays a signal. */
export function askOnTerminal(question: string): Promise<boolean> {
  return new Promise((resolve) => {
    const terminal = createInterface({
      input: process.stdin,
      output: process.stderr,
      terminal: false,
    });
    process.stderr.write(question);
    terminal.once('line', (line) => {
      resolve(/^\s*(y|yes|是)\s*$/i.test(line));
      terminal.close();
    });
    terminal.once('close', () => resolve(false));
  });
}
