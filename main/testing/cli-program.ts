import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** Set by the checks, which build the programs that they test: these start in half of the time. */
const folder = process.env.HEARTH_PROGRAMS;

/** Folder of built programs; null where the sources are tested as they are. */
export const BUILT = folder === undefined ? null : join(root, folder);

/** The command line that tests start. */
export const CLI = BUILT === null ? join(root, 'main', 'cli.ts') : join(BUILT, 'cli.js');
