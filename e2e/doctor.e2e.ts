import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DoctorReport } from '../app/contract/doctor.ts';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/host.ts';

const results = fileURLToPath(new URL('../test-results/screenshots', import.meta.url));

test('the doctor measures this machine, chooses, remembers, and says the same on the command line', async ({
  page,
  host,
}) => {
  test.slow();
  await page.goto(await host.start());
  await page.evaluate(() => {
    window.location.hash = '#/doctor';
  });
  await expect(page.getByText('Until this machine is measured')).toBeVisible();
  await page.getByRole('button', { name: 'Measure this machine' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeEnabled({
    timeout: 240_000,
  });
  await expect(page.getByText(/samples\/s on the MLP/)).toBeVisible();
  const processor = page.getByRole('listitem').filter({ hasText: 'ONNX Runtime · CPU' }).first();
  await expect(processor.getByText('Ready')).toBeVisible();

  for (const [language, theme] of [
    ['en', 'light'],
    ['zh', 'dark'],
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    await page.evaluate(() => {
      window.location.hash = '#/settings';
    });
    await page.getByRole('combobox', { name: /^(Language|语言)/ }).selectOption(language);
    await page.getByRole('combobox', { name: /^(Theme|主题)/ }).selectOption(theme);
    await page.evaluate(() => {
      window.location.hash = '#/doctor';
    });
    // High enough for all of it, charts included.
    await page.setViewportSize({ width: 1280, height: 1600 });
    await expect(page.getByRole('figure')).toBeVisible();
    await page.waitForTimeout(400);
    await page.screenshot({
      path: join(results, `doctor-measured-${language}-${theme}.png`),
    });
    await expectAccessible(page);
  }

  const report = host.cli<DoctorReport>('doctor', '--no-measure');
  expect(report.measuredAt).not.toBeNull();
  expect(report.changed).toEqual([]);
  expect(report.runtimes[0]).toMatchObject({ id: 'onnx/cpu', status: 'ready' });
});
