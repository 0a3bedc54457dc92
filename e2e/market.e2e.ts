import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expectAccessible } from './fixtures/accessible.ts';
import { CLI, expect, test } from './fixtures/host.ts';
import { MarketPage } from './pages/market-page.ts';

test('a market scenario made on the page gives the same figures on the command line', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  const market = new MarketPage(page);
  await market.open();
  await market.chooseClass('MMLU ≥ 82');
  await expect(page.getByText('95 %: 6.1 – 49.8')).toBeVisible();
  await market.planCut();

  await market.showTab('Stocks and flows');
  await market.showPart('unit cost');
  await market.set('learning rate', '0.25');
  const change = (await market.levers.getByRole('definition').first().textContent()) ?? '';
  await expectAccessible(page);
  await market.showTab('Applications');
  const dates = await market.cut(/^-50/).allTextContents();

  const file = join(host.home, 'scenario.json');
  writeFileSync(file, await market.save());
  const { stdout } = await promisify(execFile)(process.execPath, [
    CLI,
    'market',
    file,
    '--json',
    '--home',
    host.home,
  ]);
  const { market: lab } = JSON.parse(stdout);
  expect(lab.capabilityClass).toBe('mmlu-82');
  expect(change).toContain(`${Math.round((lab.simulation.priceRatio - 1) * 100)}`);
  const half = lab.timeline[1];
  const month = new Intl.DateTimeFormat('en-GB', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  expect(dates[2]?.trim()).toBe(month.format(new Date(half.modelDate)));
  expect(dates[1]).toContain(half.usdPerMtok.toPrecision(2));
});
