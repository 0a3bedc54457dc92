import { join } from 'node:path';
import type { Product } from '../product.ts';
import { isStale } from './is-stale.ts';
import { runVite } from './run-vite.ts';

/** Whether the programs that Electron runs must be built. */
export function hostsAreStale({ isCheckout, root }: Product): boolean {
  const sources = ['main', 'app'].map((folder) => join(root, folder));
  return isCheckout && isStale(join(root, 'dist', 'preload', 'preload.cjs'), sources);
}

/** Builds hosts, engine, worker and preload script into `dist`. */
export async function buildHosts({ root }: Product): Promise<boolean> {
  const config = ['--config', 'main/vite.config.ts'];
  return (await runVite(root, config)) && (await runVite(root, [...config, '--mode', 'preload']));
}
