import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

// What a process is writing carries its id in its name: what a dead process left can be told from
// what a living one works on, for several may share a folder.

/** `name.<process id>.partial` */
export function partialName(name: string, pid: number = process.pid): string {
  return `${name}.${pid}.partial`;
}

/** Removes what processes that are gone left unfinished in a folder. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const { file } of await abandonedIn(folder)) {
    await rm(join(folder, file), { recursive: true, force: true });
  }
}

/** Makes what a dead process began this one's own, so that it can go on. */
export async function adoptAbandoned(folder: string, name: string): Promise<void> {
  for (const each of await abandonedIn(folder)) {
    if (each.name !== name) continue;
    await rename(join(folder, each.file), join(folder, partialName(name)));
    return;
  }
}

async function abandonedIn(
  folder: string,
): Promise<readonly { readonly file: string; readonly name: string }[]> {
  const files = await readdir(folder).catch(() => []);
  return files.flatMap((file) => {
    const [, name, pid] = /^(.+)\.(\d+)\.partial$/u.exec(file) ?? [];
    return name === undefined || isRunning(Number(pid)) ? [] : [{ file, name }];
  });
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
