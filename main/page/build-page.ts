import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '../product.ts';

/** What the page is made of. */
const SOURCES = ['renderer', 'app'];

/** Whether the page must be built: it is missing, or a source is newer. A package has no sources. */
export function pageIsStale(product: Product): boolean {
  if (!product.isCheckout) return false;
  const page = statSync(join(product.page, 'index.html'), { throwIfNoEntry: false });
  return (
    page === undefined ||
    SOURCES.some((folder) => hasNewer(join(product.root, folder), page.mtimeMs))
  );
}

/**
 * Builds the page beside the old one and then takes its place, so that a host that is serving it
 * never finds half of it.
 * @returns false if it did not build; the bundler has said why on stderr
 */
export async function buildPage(product: Product): Promise<boolean> {
  const fresh = `${product.page}.building-${process.pid}`;
  const child = spawn(
    process.execPath,
    [
      join(product.root, 'node_modules', 'vite', 'bin', 'vite.js'),
      ...['build', '--config', join('renderer', 'vite.config.ts')],
      ...['--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    ],
    { cwd: product.root, stdio: ['ignore', 2, 2] },
  );
  const [code] = await once(child, 'exit');
  const isBuilt = code === 0 && existsSync(join(fresh, 'index.html'));
  if (isBuilt) {
    const old = `${fresh}.old`;
    if (existsSync(product.page)) renameSync(product.page, old);
    renameSync(fresh, product.page);
    rmSync(old, { recursive: true, force: true });
  }
  rmSync(fresh, { recursive: true, force: true });
  return isBuilt;
}

function hasNewer(folder: string, timeMs: number): boolean {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some(
    (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > timeMs,
  );
}
