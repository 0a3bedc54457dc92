import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/host.ts';
import { go, look } from './fixtures/looks.ts';
import { CostPage } from './pages/cost-page.ts';

/** Unfolds everything that is folded, as long as there is more inside. */
async function unfoldAll(page: Page): Promise<void> {
  const folded = page.locator('details:not([open]) > summary');
  for (let left = 20; left > 0 && (await folded.count()) > 0; left -= 1) {
    await folded.first().click();
  }
}

test('a scenario is accessible with all that it unfolds', async ({ page, host }) => {
  test.setTimeout(480_000);
  await page.goto(await host.start());
  await go(page, '#/cost/new/chatbot');
  await new CostPage(page).keep();
  const scenario = new URL(page.url()).hash;

  await look(page, 'scenario-unfolded', scenario, async () => {
    await unfoldAll(page);
    await page.locator('table button[aria-expanded=false]:not([aria-haspopup])').first().click();
    await expect(page.locator('canvas').first()).toBeVisible();
  });
  await look(page, 'scenario-source', scenario, async () => {
    await unfoldAll(page);
    await page.locator('.input .source button').first().click();
  });
});

test('the market is accessible with all that it unfolds', async ({ page, host }) => {
  test.setTimeout(480_000);
  await page.goto(await host.start());
  await look(page, 'market-unfolded', '#/market', unfoldAll);
  await look(page, 'market-model-part', '#/market/model', async () => {
    await page.locator('svg [role=button]').first().press('Enter');
    await unfoldAll(page);
  });
  await look(page, 'market-applications-unfolded', '#/market/applications', unfoldAll);
});

test('a row of prices and the import of a sheet are accessible', async ({ page, host }) => {
  test.setTimeout(480_000);
  await page.goto(await host.start());
  await look(
    page,
    'prices-long-prompts',
    '#/prices/api_prices?row=OpenAI%2Fgpt-5.6-luna',
    unfoldAll,
  );
  await look(page, 'prices-import', '#/prices?import=file');
});
