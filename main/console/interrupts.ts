const STOPPING: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGINT', 'SIGTERM', 'SIGBREAK'] : ['SIGINT', 'SIGTERM'];

/** A terminal's Ctrl-C reaches this process and its launcher, which passes it on: one press, two signals. */
const SAME_PRESS_MS = 300;

/**
 * Calls the listener for each Ctrl-C or request to end. A terminal that closes ends nothing: the
 * process then goes on without anyone to read what it writes.
 * @returns the unsubscriber
 */
export function onInterrupt(listener: (signal: NodeJS.Signals) => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const heard = (signal: NodeJS.Signals) => {
    const now = performance.now();
    const isNew = now - last > SAME_PRESS_MS;
    last = now;
    if (isNew) listener(signal);
  };
  for (const signal of STOPPING) process.on(signal, heard);
  return () => {
    for (const signal of STOPPING) process.off(signal, heard);
  };
}

/** Lets the process outlive its terminal and a closed pipe. */
export function outliveTerminal(): void {
  process.on('SIGHUP', () => {});
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
}
