import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of the product lie: beside the sources in a checkout, in the package otherwise. */
export interface Product {
  readonly version: string;
  /** Holds `package.json`. */
  readonly root: string;
  /** The built page. */
  readonly page: string;
  /** Holds `migrations/` and `resources/`. */
  readonly installation: string;
  /** Program of the engine process. */
  readonly engineEntry: string;
  /** Whether sources are there to build the page from. */
  readonly isCheckout: boolean;
}

export function findProduct(): Product {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const isBundle = !import.meta.url.endsWith('.ts');
  const isCheckout = existsSync(join(root, 'renderer', 'index.html'));
  return {
    version,
    root,
    page: join(root, 'dist', 'renderer'),
    // electron-builder puts extra resources beside the application's archive.
    installation: isCheckout ? root : dirname(root),
    engineEntry: isBundle
      ? fileURLToPath(new URL('engine.js', import.meta.url))
      : join(root, 'main', 'engine', 'entry.ts'),
    isCheckout,
  };
}

function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('The product has no package.json.');
  return packageRoot(parent);
}
