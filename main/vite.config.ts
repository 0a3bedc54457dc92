import { basename } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/**
 * Hosts and engine as plain JavaScript, for Electron and for packages; run from the repository root.
 * What is native, or Electron itself, stays a package beside them.
 */
const NATIVE = ['electron', 'better-sqlite3', 'sharp', '@duckdb/node-api', 'onnxruntime-node'];

/** Programs that are started by file name. */
const ENTRIES = {
  electron: 'main/electron.ts',
  cli: 'main/cli.ts',
  engine: 'main/engine/entry.ts',
  'row-worker': 'main/engine/row-worker.ts',
};

/** Started by a file name beside their source; all programs lie side by side in the bundle. */
function sideBySide(): Plugin {
  const started: Readonly<Record<string, string>> = {
    './row-worker.ts': './row-worker.js',
    '../engine/entry.ts': './engine.js',
  };
  return {
    name: 'programs-side-by-side',
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      return code.replace(/new URL\('([^']+\.ts)', import\.meta\.url\)/g, (_, file: string) => {
        const bundled = started[file];
        if (bundled === undefined) this.error(`${basename(id)} starts ${file}, which is no entry`);
        return `new URL('${bundled}', import.meta.url)`;
      });
    },
  };
}

export default defineConfig({
  plugins: [sideBySide()],
  publicDir: false,
  ssr: { noExternal: true, external: NATIVE },
  build: {
    ssr: true,
    outDir: 'dist/main',
    emptyOutDir: true,
    target: 'node24',
    rolldownOptions: {
      external: NATIVE,
      input: ENTRIES,
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
