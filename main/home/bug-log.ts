import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a process writes its bugs, with the stack: `bugs.log` in the home, or stderr if that cannot
 * be written.
 * @returns records one bug and returns the id under which the log has it
 */
export function bugLog(home: string): (bug: unknown) => string {
  return (bug) => {
    const logId = randomBytes(4).toString('hex');
    const trace = bug instanceof Error ? (bug.stack ?? bug.message) : String(bug);
    const entry = `${new Date().toISOString()} ${logId} ${trace}\n`;
    try {
      appendFileSync(join(home, 'bugs.log'), entry, { mode: 0o600 });
    } catch {
      process.stderr.write(entry);
    }
    return logId;
  };
}
