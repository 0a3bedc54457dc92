import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetId } from '../../app/ids.ts';
import { randomStream } from '../../app/random.ts';
import { sqlText, TableSession } from '../datasets/delimited/table-session.ts';
import { importDataset } from '../datasets/import-dataset.ts';
import { unwrap } from './bench-host.ts';
import { type Figure, median } from './figure.ts';
import { type Taken, taken } from './taken.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROWS = 400_000;
const ROWS_AT_ONCE = 10_000;
const NUMBERS = 9;
const ROUNDS = 5;

/** A CSV file to prepared shards, in turns with DuckDB's own copy of the same file to Parquet. */
export async function importSpeed(): Promise<readonly Figure[]> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'table.csv');
    await writeMadeUpTable(path);
    const [imports, copies]: [Taken[], Taken[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      copies.push(await taken(() => copy(path, join(folder, `copy-${round}.parquet`))));
      imports.push(
        await taken(async () => {
          unwrap(
            await importDataset({
              path,
              name: `round ${round}`,
              options: { target: 'label' },
              id: `dataset-${round}` as DatasetId,
              createdAt: new Date().toISOString(),
              datasetsFolder: join(folder, 'datasets'),
            }),
          );
        }),
      );
    }
    const secondsOf = (all: readonly Taken[]) => median(all.map(({ seconds }) => seconds));
    const cpuOf = (all: readonly Taken[]) => median(all.map(({ cpuSeconds }) => cpuSeconds));
    return [
      {
        id: 'csv-import',
        label: "CSV import to prepared shards, of the rate of DuckDB's COPY … TO parquet",
        value: secondsOf(copies) / secondsOf(imports),
        unit: 'fraction',
        target: { kind: 'at-least', value: 0.6 },
        detail: {
          rows: ROWS,
          importSeconds: secondsOf(imports),
          importCpuSeconds: cpuOf(imports),
          copySeconds: secondsOf(copies),
          copyCpuSeconds: cpuOf(copies),
          ofCpuTime: cpuOf(copies) / cpuOf(imports),
        },
      },
    ];
  });
}

async function copy(path: string, to: string): Promise<void> {
  await TableSession.with(null, undefined, (session) =>
    session.run(
      `COPY (SELECT * FROM read_csv(${sqlText(path)})) TO ${sqlText(to)} (FORMAT parquet)`,
    ),
  );
}

/** Numbers, categories and a label, as tables have them; the same every time. */
export async function writeMadeUpTable(path: string, rows = ROWS): Promise<void> {
  const stream = randomStream(1, 'bench/import');
  const numbers = Array.from({ length: NUMBERS }, (_, at) => `n${at}`);
  const file = await open(path, 'wx');
  try {
    await file.writeFile(`${[...numbers, 'city', 'flag', 'label'].join(',')}\n`);
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      const lines = Array.from({ length: ROWS_AT_ONCE }, () => {
        const cells = numbers.map((_, at) => (stream.nextBelow(1_000_000) / 10 ** at).toFixed(at));
        const city = `city ${stream.nextBelow(40)}`;
        return `${cells.join(',')},${city},${stream.nextBelow(2) === 0 ? 'no' : 'yes'},${'abc'[stream.nextBelow(3)]}\n`;
      });
      await file.writeFile(lines.join(''));
    }
  } finally {
    await file.close();
  }
}
