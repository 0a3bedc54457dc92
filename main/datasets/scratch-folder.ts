import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What folders for work that leaves nothing behind are made for. */
type ScratchUse = 'preview' | 'recipe' | 'predict' | 'browse';
const OWN = /^hearth-(?:preview|recipe|predict|browse)-(\d+)-/;

/** A fresh folder among the system's temporary ones, named after the process that must remove it. */
export function makeScratch(use: ScratchUse): Promise<string> {
  return mkdtemp(join(tmpdir(), `hearth-${use}-${process.pid}-`));
}

/** Removes what processes left that were killed; folders of living ones and of other users stay. */
export async function removeLeftScratch(folder = tmpdir()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = OWN.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    const owner = await stat(path).catch(() => null);
    if (owner === null || owner.uid !== (process.getuid?.() ?? owner.uid)) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Also true where another user's process may not be asked. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
