import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const chromium = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

export default defineConfig({
  test: {
    // On two cores as well: half of the time, a test waits for a process that it has started.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'node',
          include: [
            'app/**/*.test.ts',
            'main/**/*.test.ts',
            'renderer/**/*.test.ts',
            '.ci/**/*.test.ts',
          ],
          exclude: ['**/*.svelte.test.ts', '**/*.interop.test.ts', '**/node_modules/**'],
          setupFiles: ['main/testing/draws.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          pool: 'forks',
        },
      },
      {
        // Against Keras, PyTorch and TensorFlow, which are built or installed outside the checkout.
        test: {
          name: 'interop',
          include: ['main/**/*.interop.test.ts'],
          globalSetup: ['main/interop/build-environment.ts'],
          setupFiles: ['main/testing/draws.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          pool: 'forks',
        },
      },
      ...(chromium === undefined
        ? []
        : [
            {
              plugins: [svelte()],
              // Found late, they would reload the page in the middle of a test.
              optimizeDeps: {
                include: ['bits-ui', 'chart.js', 'svelte', 'vitest-browser-svelte', 'zod'],
              },
              test: {
                name: 'browser',
                include: ['renderer/**/*.svelte.test.ts'],
                browser: {
                  enabled: true,
                  headless: true,
                  provider: playwright({
                    launchOptions: {
                      executablePath: chromium,
                      args: [
                        '--no-sandbox',
                        '--disable-gpu',
                        '--disable-background-networking',
                        '--disable-component-update',
                        '--disable-sync',
                        '--no-first-run',
                      ],
                    },
                  }),
                  instances: [{ browser: 'chromium' as const }],
                },
              },
            },
          ]),
    ],
  },
});
