import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/host.ts';

const results = fileURLToPath(new URL('../test-results/screenshots', import.meta.url));
const LOOKS = [
  ['zh', 'dark'],
  ['en', 'light'],
] as const;

async function look(page: Page, [language, theme]: (typeof LOOKS)[number]): Promise<void> {
  await go(page, '#/settings');
  await page.getByRole('combobox', { name: /^(Language|语言)/ }).selectOption(language);
  await page.getByRole('combobox', { name: /^(Theme|主题)/ }).selectOption(theme);
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((place) => {
    window.location.hash = place;
  }, hash);
}

/** 120,000 trips; who sorts by fare sees row 77,778 first. */
function writeTrips(path: string): void {
  const lines = Array.from({ length: 120_000 }, (_, row) => {
    const fare = row === 77_777 ? 9999 : ((row * 7919) % 6000) / 100;
    const zone = row % 50 === 0 ? '' : ['Mitte', '朝阳区', 'Queens', 'Shibuya'][row % 4];
    return `${row % 240},${fare},${zone},2025-03-${String((row % 31) + 1).padStart(2, '0')},${row % 3 ? 'card' : 'cash'}\n`;
  });
  writeFileSync(path, `minutes,fare_usd,zone,day,payment\n${lines.join('')}`);
}

test('rows of a table are filtered, sorted and scrolled to the last', async ({ page, host }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-e2e-browse-'));
  writeTrips(join(folder, 'trips.csv'));
  await page.goto(await host.start());
  host.cli('import', join(folder, 'trips.csv'), '--name', 'trips', '--target', 'payment');
  rmSync(folder, { recursive: true });
  for (const shown of LOOKS) {
    await look(page, shown);
    await go(page, '#/datasets/trips/rows');
    await expect(page.getByRole('row', { name: /^1 / })).toBeVisible();
    await page.getByLabel(/^(Filter|筛选)/).fill("zone = '朝阳区' AND minuts > 10");
    await page.keyboard.press('Enter');
    await expect(page.getByText(/(character|第) 18/)).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: join(results, `rows-error-${shown.join('-')}.png`) });
    await page.getByLabel(/^(Filter|筛选)/).fill("zone = '朝阳区' AND minutes > 10");
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'fare_usd', exact: true }).click();
    await page.getByRole('button', { name: 'fare_usd', exact: true }).click();
    await expect(page.getByRole('row', { name: /^77,?778 / })).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: join(results, `rows-${shown.join('-')}.png`) });
  }
  await page.locator('tbody tr').first().focus();
  await page.keyboard.press('End');
  await expect(page.locator('tbody tr[aria-busy="true"]')).toHaveCount(0);
  const last = page.locator('tbody tr').last();
  await expect(last).toBeFocused();
  await expect(last).toContainText('朝阳区');
  await page.getByLabel(/^Filter/).fill('');
  await page.keyboard.press('Enter');
  await expect(page.getByText('120,000 rows')).toBeVisible();
});

test('what a table and texts hold is shown with its shape, the same as the command line has', async ({
  page,
  host,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-e2e-profile-'));
  writeTrips(join(folder, 'trips.csv'));
  await page.goto(await host.start());
  host.cli('import', join(folder, 'trips.csv'), '--name', 'trips', '--target', 'payment');
  host.cli('import', 'sample:sms', '--name', 'sms');
  host.cli('import', 'sample:diabetes', '--name', 'diabetes');
  rmSync(folder, { recursive: true });
  for (const shown of LOOKS) {
    await look(page, shown);
    await go(page, '#/datasets/trips');
    await page.getByRole('button', { name: 'minutes' }).click();
    await expect(page.getByRole('heading', { name: 'minutes' })).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: join(results, `profile-${shown.join('-')}.png`) });
    await go(page, '#/datasets/diabetes');
    await page.getByRole('button', { name: 'bmi' }).click();
    await expect(page.getByRole('img', { name: /bmi/ })).toBeVisible();
    await expect(page.getByRole('img', { name: /(Pearson|皮尔逊)/ })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('heading', { name: 'bmi' }).scrollIntoViewIfNeeded();
    await page.mouse.move(600, 600);
    await page.mouse.wheel(0, 330);
    await page.screenshot({ path: join(results, `relations-${shown.join('-')}.png`) });
    await go(page, '#/datasets/sms');
    await expect(
      page
        .getByRole('heading', { name: /^(Texts in|text|文本)/ })
        .or(page.getByText(/中的文本|Texts in/))
        .first(),
    ).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({
      path: join(results, `profile-texts-${shown.join('-')}.png`),
      fullPage: true,
    });
  }
  interface Profiled {
    readonly profile: { readonly columns: readonly { name: string; numbers?: { mean: number } }[] };
  }
  const { profile } = host.cli<Profiled>('dataset', 'trips', '--profile');
  const minutes = profile.columns.find(({ name }) => name === 'minutes');
  expect(minutes?.numbers?.mean).toBe(119.5);
});

test('images are chosen by class and walked with the keys', async ({ page, host }) => {
  await page.goto(await host.start());
  host.cli('import', 'sample:digits', '--name', 'digits');
  for (const shown of LOOKS) {
    await look(page, shown);
    await go(page, '#/datasets/digits/rows');
    await expect(page.locator('li[aria-posinset="1"] img')).toBeVisible();
    await page.getByLabel(/^(Class|类别)$/).selectOption('4');
    await expect(page.getByText(/^181 (images|张图像)$/)).toBeVisible();
    await expect(page.locator('li[aria-posinset="1"] img')).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: join(results, `images-${shown.join('-')}.png`) });
  }
  await page.getByLabel('Class', { exact: true }).selectOption('');
  await page.locator('li[aria-posinset="1"]').focus();
  await page.keyboard.press('End');
  await expect(page.locator('li[aria-posinset="1797"]')).toBeFocused();
  await expect(page.locator('li[aria-posinset="1797"] img')).toBeVisible();
});
