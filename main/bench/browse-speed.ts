import { join } from 'node:path';
import type { DatasetId } from '../../app/ids.ts';
import { sqlText, TableSession } from '../datasets/delimited/table-session.ts';
import { browseTable } from '../datasets/explore/browse-table.ts';
import { profileDataset } from '../datasets/explore/profile-dataset.ts';
import { queryRows } from '../datasets/explore/query-rows.ts';
import { RowOrders } from '../datasets/explore/row-orders.ts';
import { importDataset } from '../datasets/import-dataset.ts';
import { unwrap } from './bench-host.ts';
import type { Figure } from './figure.ts';
import { type Taken, taken } from './taken.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROWS = 10_000_000;
const PAGE_ROWS = 100;
const ROUNDS = 2;

/** Sorts and filters that a person might ask for, cheap and dear ones. */
const QUERIES: readonly { readonly where: string | null; readonly order: string | null }[] = [
  { where: null, order: null },
  { where: null, order: 'amount DESC' },
  { where: null, order: 'customer' },
  { where: null, order: 'paid_at DESC' },
  { where: null, order: 'length(customer) + amount * weight' },
  { where: "amount > 100 AND region = 'north'", order: null },
  { where: "customer = 'user_17'", order: 'amount' },
  { where: "customer LIKE '%99' AND year(paid_at) = 2021", order: 'weight DESC, customer' },
];

/** Ten million rows: their profile, and the first page of sorts and filters. */
export async function browseSpeed(): Promise<readonly Figure[]> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'table.parquet');
    await writeMadeUpRows(path);
    const datasetsFolder = join(folder, 'datasets');
    const id = 'dataset-browse' as DatasetId;
    const dataset = unwrap(
      await importDataset({
        path,
        name: 'browse',
        options: { target: 'returned' },
        id,
        createdAt: new Date().toISOString(),
        datasetsFolder,
      }),
    );
    const own = join(datasetsFolder, id);
    const importedMb = peakMb();
    const copy = await taken(async () => void unwrap(await browseTable(own, dataset)));
    const profile = await taken(async () => void unwrap(await profileDataset(own, dataset)));
    const profiledMb = peakMb();
    const pages: (Taken & { readonly query: string })[] = [];
    for (const query of QUERIES) {
      const rounds: Taken[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        // Nothing is remembered from the round before.
        const orders = new RowOrders();
        const asked = { split: null, ...query };
        rounds.push(
          await taken(
            async () => void unwrap(await queryRows(orders, own, dataset, asked, 0, PAGE_ROWS)),
          ),
        );
      }
      const best = rounds.reduce((least, one) => (one.seconds < least.seconds ? one : least));
      pages.push({ query: JSON.stringify(query), ...best });
    }
    const slowest = pages.reduce((most, page) => (page.seconds > most.seconds ? page : most));
    return [
      {
        id: 'profile-table',
        label: `profile of a table of ${ROWS.toLocaleString('en-GB')} rows, from its import on`,
        value: copy.seconds + profile.seconds,
        unit: 's',
        target: { kind: 'below', value: 30 },
        detail: {
          rows: ROWS,
          copySeconds: copy.seconds,
          copyCpuSeconds: copy.cpuSeconds,
          profileSeconds: profile.seconds,
          profileCpuSeconds: profile.cpuSeconds,
          peakMbOfImport: importedMb,
          peakMbWithProfile: profiledMb,
        },
      },
      {
        id: 'first-page',
        label: 'first page of the slowest of eight sorts and filters',
        value: slowest.seconds,
        unit: 's',
        target: { kind: 'below', value: 1 },
        detail: Object.fromEntries(
          pages.flatMap(({ query, seconds, cpuSeconds }) => [
            [`seconds ${query}`, seconds],
            [`cpuSeconds ${query}`, cpuSeconds],
          ]),
        ),
      },
    ];
  });
}

/** Most memory of the process so far. */
function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Numbers, categories, names and times; the same every time. */
async function writeMadeUpRows(path: string): Promise<void> {
  await TableSession.with(null, undefined, (session) =>
    session.run(
      `COPY (SELECT
         round(exp((hash(i) % 100000) / 20000.0), 2) AS amount,
         round(20 + 15 * sin(i * 0.001) + (hash(i + 1) % 1000) / 100.0, 4) AS warmth,
         CASE WHEN hash(i + 2) % 20 > 0 THEN (hash(i + 3) % 1000000) / 1000000.0 END AS weight,
         (hash(i + 4) % 1000)::INTEGER AS pieces,
         ['north', 'south', 'east', 'west', 'centre'][1 + (hash(i + 5) % 5)::INTEGER] AS region,
         'user_' || hash(i + 6) % 200000 AS customer,
         TIMESTAMP '2020-01-01' + INTERVAL (i * 10) SECOND AS paid_at,
         CASE WHEN hash(i + 7) % 10 < 3 THEN 'yes' ELSE 'no' END AS returned
       FROM range(${ROWS}) AS made(i)) TO ${sqlText(path)} (FORMAT parquet)`,
    ),
  );
}
