import { basename } from 'node:path';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** Native modules, and Electron itself, stay packages beside the bundle. */
const NATIVE = ['electron', 'better-sqlite3', 'sharp', '@duckdb/node-api', 'onnxruntime-node'];

/** Programs that are started by file name. */
const PROGRAMS = {
  electron: 'main/electron.ts',
  cli: 'main/cli.ts',
  engine: 'main/engine/entry.ts',
  'row-worker': 'main/engine/row-worker.ts',
  'order-worker': 'main/engine/order-worker.ts',
  'seal-worker': 'main/engine/seal-worker.ts',
  'audit-worker': 'main/datasets/audit/audit-worker.ts',
  'import-worker': 'main/datasets/thread/import-worker.ts',
  'check-tensorflow': 'main/packs/check-tensorflow.ts',
};

/** In the sources these are started by a name beside the starting file; in the bundle all lie side by side. */
const STARTED: Readonly<Record<string, string>> = {
  './row-worker.ts': './row-worker.js',
  './order-worker.ts': './order-worker.js',
  './seal-worker.ts': './seal-worker.js',
  './audit-worker.ts': './audit-worker.js',
  './import-worker.ts': './import-worker.js',
  './check-tensorflow.ts': './check-tensorflow.js',
  '../engine/entry.ts': './engine.js',
};

function programsSideBySide(): Plugin {
  return {
    name: 'programs-side-by-side',
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      // Types are taken out before, and quotes change with them.
      const started = /new URL\((?:'|")([^'"]+\.ts)(?:'|"), import\.meta\.url\)/g;
      return code.replace(started, (_, file: string) => {
        const bundled = STARTED[file];
        if (bundled === undefined)
          this.error(`${basename(id)} starts ${file}, which is no program`);
        return `new URL('${bundled}', import.meta.url)`;
      });
    },
  };
}

/** Hosts, engine and workers as modules for Electron and for packages. */
const PROGRAMS_BUNDLE: UserConfig = {
  publicDir: false,
  plugins: [programsSideBySide()],
  ssr: { noExternal: true, external: NATIVE },
  build: {
    ssr: true,
    outDir: 'dist/main',
    emptyOutDir: true,
    target: 'node24',
    rolldownOptions: {
      external: NATIVE,
      input: PROGRAMS,
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

/** A sandboxed preload script is one CommonJS file that requires nothing but Electron. */
const PRELOAD_BUNDLE: UserConfig = {
  publicDir: false,
  build: {
    ssr: 'main/preload/preload.ts',
    outDir: 'dist/preload',
    emptyOutDir: true,
    target: 'chrome140',
    rolldownOptions: {
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: 'preload.cjs' },
    },
  },
};

/** Run from the repository root: once as it is, once with `--mode preload`. */
export default defineConfig(({ mode }) => (mode === 'preload' ? PRELOAD_BUNDLE : PROGRAMS_BUNDLE));
