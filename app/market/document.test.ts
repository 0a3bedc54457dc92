import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MARKET_MODEL } from './market-model.ts';

test('docs/market-model.md has every stock, flow and auxiliary as it is', () => {
  const page = readFileSync(new URL('../../docs/market-model.md', import.meta.url), 'utf8');
  const rows = [
    ...MARKET_MODEL.stocks.map(
      ({ id, unit, initial }) => `| \`${id}\` | ${unit} | \`${initial}\` |`,
    ),
    ...MARKET_MODEL.flows.map(
      ({ id, from, to, equation }) =>
        `| \`${id}\` | ${from ?? 'outside'} → ${to ?? 'outside'} | \`${equation}\` |`,
    ),
    ...MARKET_MODEL.auxiliaries.map(
      ({ id, unit, equation }) => `| \`${id}\` | ${unit} | \`${equation}\` |`,
    ),
  ];
  for (const row of rows) expect(page).toContain(row);
  const written = page.match(/^\| `/gm) ?? [];
  expect(written).toHaveLength(rows.length);
});
