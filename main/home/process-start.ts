import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ASK_TIMEOUT_MS = 5000;

/**
 * When a process started, as a text to compare: a process id alone may be in use again.
 * @returns null if no such process runs, or if the system does not tell
 */
export function processStart(processId: number): string | null {
  try {
    switch (process.platform) {
      case 'linux':
        return linuxStart(processId);
      case 'win32':
        return ask('powershell.exe', [
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          `(Get-Process -Id ${processId}).StartTime.ToFileTimeUtc()`,
        ]);
      default:
        return ask('ps', ['-p', String(processId), '-o', 'lstart=']);
    }
  } catch {
    return null;
  }
}

/** Whether a process with this id runs, whoever owns it. */
export function processRuns(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Boot and clock ticks since it.
 * @source proc_pid_stat(5): `starttime` is field 22; the name in field 2 may hold blanks and brackets
 */
function linuxStart(processId: number): string | null {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fromThirdField = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fromThirdField[22 - 3];
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return ticks === undefined ? null : `${boot}/${ticks}`;
}

function ask(command: string, options: readonly string[]): string | null {
  const answer = execFileSync(command, options, {
    encoding: 'utf8',
    timeout: ASK_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C' },
  }).trim();
  return answer === '' ? null : answer;
}
