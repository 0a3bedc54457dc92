import { defineConfig } from 'vite';

/** A sandboxed preload script: one CommonJS file that requires nothing but Electron. */
export default defineConfig({
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
});
