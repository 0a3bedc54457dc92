import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Run from the repository root. The base is relative, so one build serves `app://` and http alike. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [svelte()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Inlined assets would be data: addresses, which the content policy allows for images only.
    assetsInlineLimit: 0,
    // light-dark() in tokens.css must survive: the theme switch works by color-scheme.
    target: ['chrome124', 'firefox128', 'safari17.5'],
  },
});
