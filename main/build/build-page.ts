import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '../product.ts';
import { isStale } from './is-stale.ts';
import { runVite } from './run-vite.ts';

/** Whether the page must be built: it is missing, or a source is newer. A package has no sources. */
export function pageIsStale({ isCheckout, page, root }: Product): boolean {
  const sources = ['renderer', 'app'].map((folder) => join(root, folder));
  return isCheckout && isStale(join(page, 'index.html'), sources);
}

/**
 * Builds the page beside the old one and then takes its place, so that a host that is serving it
 * never finds half of it.
 * @returns false if it did not build; the bundler has said why on stderr
 */
export async function buildPage({ page, root }: Product): Promise<boolean> {
  const fresh = `${page}.building-${process.pid}`;
  const isBuilt = await runVite(root, ['--config', 'renderer/vite.config.ts', '--outDir', fresh]);
  if (isBuilt) {
    const old = `${fresh}.old`;
    if (existsSync(page)) renameSync(page, old);
    renameSync(fresh, page);
    rmSync(old, { recursive: true, force: true });
  }
  rmSync(fresh, { recursive: true, force: true });
  return isBuilt;
}
