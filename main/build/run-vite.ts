import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * Builds with Vite, a development dependency, in a process of its own.
 * @param root of the checkout
 * @returns false if it did not build; Vite has said why on stderr
 */
export async function runVite(root: string, options: readonly string[]): Promise<boolean> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(
    process.execPath,
    [vite, 'build', '--emptyOutDir', '--logLevel', 'error', ...options],
    // stdout may carry JSON.
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  const [code] = await once(child, 'exit');
  return code === 0;
}
