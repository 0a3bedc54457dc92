import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'node_modules', 'electron');
const named = join(folder, 'path.txt');
const binary = existsSync(named) ? join(folder, 'dist', readFileSync(named, 'utf8')) : null;
const present = binary !== null && existsSync(binary);

test('the desktop window opens on the samples and imports one', async () => {
  test.skip(!present, 'Electron’s binary is not installed; its package came without it');
  const home = mkdtempSync(join(tmpdir(), 'hearth-electron-'));
  const app = await _electron.launch({
    executablePath: binary ?? '',
    args: ['--no-sandbox', root],
    env: { ...process.env, HEARTH_HOME: home },
  });
  try {
    const page = await app.firstWindow();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'iris' })
      .getByRole('button', { name: 'Import' })
      .click();
    await expect(page.getByRole('heading', { name: 'iris', level: 1 })).toBeVisible();
  } finally {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
});

test.beforeAll(() => {
  if (!present) {
    console.log('SKIPPED the desktop window: Electron’s binary is not installed here');
  }
});
