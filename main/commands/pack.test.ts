import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packProgressText } from '../../app/contract/pack-text.ts';
import type { AppError } from '../../app/errors.ts';
import { PACKS, wheelsOf } from '../packs/catalogue.ts';
import { packFolder } from '../packs/installed-packs.ts';
import { writeMarker } from '../packs/pack-marker.ts';
import { CLI } from '../testing/cli-program.ts';
import { RealCli } from '../testing/real-cli.ts';

/** What the pack wants, and more. */
const ROOM_BYTES = 5e9;
const cli = new RealCli();
afterAll(() => cli.remove());

const [library] = wheelsOf(PACKS.cuda);

describe.runIf(library !== undefined)('hearth doctor --install', () => {
  test('from an empty folder names the files to bring', async () => {
    const folder = cli.at('empty');
    mkdirSync(folder);
    const words = ['doctor', '--install', 'cuda', '--from', 'empty'];
    const files = wheelsOf(PACKS.cuda).map(({ file }) => file);
    const error = { code: 'packs/wheel-missing', folder, files };
    expect(await cli.refusal(words, 1)).toEqual(error);
  });

  test('from a file cut short says how much lacks, and leaves the home as it was', async () => {
    const path = join(cli.at('empty'), library?.file ?? '');
    writeFileSync(path, 'short');
    for (const { file } of wheelsOf(PACKS.cuda).slice(1))
      writeFileSync(cli.at(`empty/${file}`), '');
    const error = {
      code: 'packs/wheel-incomplete',
      path,
      expectedBytes: library?.sizeBytes,
      foundBytes: 5,
    };
    expect(await cli.refusal(['doctor', '--install', 'cuda', '--from', path], 1)).toEqual(error);
    expect(readdirSync(join(cli.home, 'runtimes'))).toEqual([]);
  });

  test('ends at Ctrl-C, and is the only one until then', async ({ skip }) => {
    const { bavail, bsize } = statfsSync(cli.folder);
    skip(bavail * bsize < ROOM_BYTES, 'the temporary folder has less than 5 GB left');
    const refused: AppError[] = [];
    const silent = createServer(async () => {
      refused.push(await cli.refusal(['doctor', '--install', 'tensorflow'], 1));
      child.kill('SIGINT');
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo;
    const child = spawn(process.execPath, [CLI, 'doctor', '--install', 'cuda'], {
      env: {
        ...process.env,
        HEARTH_HOME: cli.home,
        PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`,
      },
      stdio: 'ignore',
    });
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(refused).toEqual([{ code: 'packs/busy', pack: 'cuda' }]);
    silent.closeAllConnections();
    silent.close();
  });
});

test('a run on a pack that is missing or damaged is refused, and not stored', async () => {
  expect(await cli.run(['import', 'sample:iris'])).toMatchObject({ status: 0 });
  const train = (engine: string) =>
    cli.refusal(
      ['train', '--dataset', 'iris', '--template', 'tabular-linear', '--engine', engine],
      1,
    );
  const pack = PACKS.tensorflow;
  const offered = wheelsOf(pack).length > 0;
  const lacking = {
    code: 'engine/runtime-missing',
    engine: 'tensorflow/cpu',
    problem: 'pack-missing',
  };
  const unsupported = { code: 'packs/platform-unsupported', pack: 'tensorflow' };
  expect(await train('tensorflow/cpu')).toMatchObject(offered ? lacking : unsupported);
  const folder = packFolder(cli.home, pack);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'libtensorflow.so'), 'whole');
  await writeMarker(folder, pack);
  const damaged = { code: 'packs/damaged', pack: 'tensorflow' };
  truncateSync(join(folder, 'libtensorflow.so'), 2);
  const file = 'libtensorflow.so';
  expect(await train('tensorflow/cpu')).toMatchObject(offered ? { ...damaged, file } : unsupported);
  rmSync(folder, { recursive: true });
  expect(cli.contents().rows.runs).toMatchObject({ ok: true, value: { total: 0 } });
});

test('what was never installed cannot be removed', async () => {
  const error = { code: 'packs/not-installed', pack: 'tensorflow' };
  expect(await cli.refusal(['doctor', '--remove', 'tensorflow'], 1)).toEqual(error);
});

test.each([
  [['--install', 'fast'], 'value-invalid'],
  [['--install', 'cuda', '--remove', 'cuda'], 'options-exclusive'],
  [['--from', '.'], 'option-missing'],
])('%j is wrong usage', async (words, problem) => {
  const error = { code: 'usage/invalid', problem };
  expect(await cli.refusal(['doctor', ...words], 2)).toMatchObject(error);
});

test('progress is said with what is done, how fast it goes and how long it takes', () => {
  const progress = {
    id: 'cuda',
    stage: 'download',
    file: 'x.whl',
    doneBytes: 2 ** 29,
    totalBytes: 2 ** 31,
    bytesPerSecond: 2 ** 25,
  } as const;
  expect(packProgressText(progress, 'en')).toBe('Fetching, 512 MiB of 2 GiB, 32 MiB/s, 48 s left');
  expect(packProgressText(progress, 'zh')).toBe('下载中，512 MiB/2 GiB，32 MiB/秒，还需 48 秒');
  const building = { ...progress, stage: 'build', totalBytes: null } as const;
  expect(packProgressText(building, 'en')).toBe('Building the addon');
});
