import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorText } from '../app/error-text.ts';
import { homeFolders } from './home/home-folders.ts';
import { RealCli } from './testing/real-cli.ts';

// What users give by mistake, to the real command line: each mistake is named with its place, in both
// languages, and leaves the home as it was. Models with mistakes have a test of their own.
const cli = new RealCli();
const at = (name: string) => cli.at(name);

beforeAll(async () => {
  const imported = await cli.run(['import', 'sample:iris', '--name', 'iris']);
  expect(imported.status, imported.stderr).toBe(0);
});

afterAll(() => cli.remove());

type Case = readonly [name: string, words: readonly string[], failure: object, exitCode?: number];

const IMPORT = (file: string, ...more: readonly string[]) => [
  'import',
  file,
  '--name',
  'new',
  ...more,
];
const TRAIN = ['train', '--dataset', 'iris', '--template', 'tabular-mlp'];
const SET = (pair: string) => [...TRAIN, '--set', pair];

const CASES: readonly Case[] = [
  [
    'a ragged row',
    IMPORT('ragged.csv'),
    {
      code: 'dataset/ragged-row',
      path: at('ragged.csv'),
      row: 3,
      expectedColumns: 3,
      foundColumns: 2,
    },
  ],
  [
    'a target with one class',
    IMPORT('one-class.csv'),
    { code: 'dataset/target-one-class', column: 'label', value: 'x' },
  ],
  [
    'a NaN target',
    IMPORT('nan.csv'),
    { code: 'dataset/target-value-missing', path: at('nan.csv'), row: 9, column: 'target' },
  ],
  [
    'an infinite target',
    IMPORT('infinite.csv'),
    { code: 'dataset/bad-value', row: 9, column: 'target', value: 'inf', expected: 'number' },
  ],
  [
    'a quote that is never closed',
    IMPORT('quote.csv'),
    { code: 'dataset/unterminated-quote', row: 3 },
  ],
  ['an empty file', IMPORT('empty.csv'), { code: 'dataset/empty', path: at('empty.csv') }],
  ['a file with only a header', IMPORT('header.csv'), { code: 'dataset/empty' }],
  [
    'two columns of one name',
    IMPORT('twice.csv'),
    { code: 'dataset/column-duplicate', column: 'a' },
  ],
  [
    'a target that is no column',
    IMPORT('one-class.csv', '--target', 'z'),
    { code: 'dataset/target-missing', column: 'z', columns: ['a', 'label'] },
  ],
  ['no such file', IMPORT('none.csv'), { code: 'file/not-found', path: at('none.csv') }],
  ['an empty folder', IMPORT('nothing'), { code: 'dataset/folder-empty', path: at('nothing') }],
  [
    'a class without images',
    IMPORT('no-images'),
    { code: 'dataset/class-folder-empty', path: at('no-images/cat') },
  ],
  [
    'a PNG that is not one',
    IMPORT('images'),
    { code: 'dataset/image-unreadable', path: at('images/cat/1.png') },
  ],
  [
    'a truncated IDX file',
    IMPORT('cut-images-idx3-ubyte'),
    {
      code: 'dataset/idx-truncated',
      path: at('cut-images-idx3-ubyte'),
      expectedBytes: 656,
      foundBytes: 316,
    },
  ],
  [
    'a truncated gzip file',
    IMPORT('gz-images-idx3-ubyte.gz'),
    { code: 'dataset/idx-truncated', path: at('gz-images-idx3-ubyte.gz') },
  ],
  [
    'IDX by a name that says nothing',
    IMPORT('nameless.bin'),
    { code: 'dataset/idx-unnamed', path: at('nameless.bin') },
  ],
  [
    'IDX images without labels',
    IMPORT('lone-images-idx3-ubyte'),
    { code: 'dataset/idx-pair-missing', looked: at('lone-labels-idx1-ubyte') },
  ],
  [
    'a dataset name that exists',
    ['import', 'sample:iris'],
    { code: 'dataset/name-taken', name: 'iris' },
  ],
  [
    'a recipe that is wrong',
    IMPORT('one-class.csv', '--recipe', 'recipe.json'),
    {
      code: 'dataset/recipe-invalid',
      path: at('recipe.json'),
      place: 'splitFractions.train',
      expected: 'number ≤ 1',
    },
  ],
  [
    'a batch larger than the split',
    SET('batchSize=106'),
    { code: 'plan/batch-larger-than-split', batchSize: 106, split: 'train', rows: 105 },
  ],
  [
    'a learning rate of 0',
    SET('learningRate=0'),
    { code: 'plan/field-invalid', field: 'learningRate', value: '0' },
  ],
  [
    'a learning rate in words',
    SET('learningRate=fast'),
    { code: 'plan/field-invalid', field: 'learningRate', value: 'fast' },
  ],
  [
    'an engine that this version lacks',
    [...TRAIN, '--engine', 'onnx/tpu'],
    { code: 'plan/field-invalid', field: 'engine', value: 'onnx/tpu' },
  ],
  [
    'a home that is a file',
    ['datasets', '--home', 'file'],
    { code: 'home/not-writable', path: at('file') },
  ],
  [
    'a home below a file',
    [...TRAIN, '--home', 'file/home'],
    { code: 'home/not-writable', path: at('file/home') },
  ],
  ['no command', [], { code: 'usage/invalid', problem: 'command-missing' }, 2],
  [
    'a command that does not exist',
    ['fly'],
    { code: 'usage/invalid', problem: 'command-unknown', subject: 'fly' },
    2,
  ],
  [
    'an option that is missing',
    ['train', '--dataset', 'iris'],
    { code: 'usage/invalid', problem: 'option-missing', subject: '--template | --model' },
    2,
  ],
  [
    'a port that is none',
    ['serve', '--no-open', '--port', '70000'],
    {
      code: 'usage/invalid',
      subject: '--port 70000',
      expected: 'integer in [0, 65535]',
    },
    2,
  ],
];

test.each(
  CASES.map(([name, words, expected, exitCode = 1]) => ({ name, words, expected, exitCode })),
)(
  '$name is named, in both languages, and leaves nothing behind',
  async ({ words, expected, exitCode }) => {
    const before = cli.contents();
    const [failure, inWords] = await Promise.all([
      cli.refusal(words, exitCode),
      cli.run([...words, '--lang', 'zh']),
    ]);
    expect(failure).toMatchObject(expected);
    expect(inWords.status).toBe(exitCode);
    expect(inWords.stderr).toContain(errorText(failure, 'zh'));
    expect(inWords.stdout).toBe('');
    expect(cli.contents()).toEqual(before);
  },
);

test('a port in use is named', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('It listens to no port');
  const before = cli.contents();
  const words = ['serve', '--no-open', '--port', String(address.port)];
  expect(await cli.refusal(words, 1)).toEqual({ code: 'host/port-in-use', port: address.port });
  expect(cli.contents()).toEqual(before);
  other.close();
});

/** A limit on the size of files is a full disk that needs no rights: a little more than the database has. */
function almostFull(): string {
  const BLOCK_BYTES = 512;
  return `ulimit -f ${Math.ceil(statSync(homeFolders(cli.home).store).size / BLOCK_BYTES) + 64}`;
}
const noLimit = process.platform === 'win32';

test.skipIf(noLimit)('a full disk during an import leaves nothing behind', async () => {
  const before = cli.contents();
  const failure = await cli.refusal(IMPORT('large.csv'), 1, almostFull());
  expect(failure.code).toBe('file/disk-full');
  expect(cli.contents()).toEqual(before);
});

test.skipIf(noLimit)('a full disk during training ends the run, and it can go on', async () => {
  const words = [...SET('epochs=2000'), '--set', 'earlyStopping=off', '--name', 'full'];
  expect((await cli.refusal(words, 1, almostFull())).code).toBe('file/disk-full');
  const { files, rows } = cli.contents();
  const [run] = rows.runs.ok ? rows.runs.value.runs : [];
  expect(run?.name).toBe('full');
  if (run?.status === 'running') {
    // The database is what was full and could not say so: the next start finds the run interrupted.
    const { stdout } = await cli.run(['run', 'full', '--json']);
    expect(JSON.parse(stdout).run.status).toBe('interrupted');
  } else expect(run).toMatchObject({ status: 'failed', error: { code: 'file/disk-full' } });
  expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
  const total = String((run?.epochs ?? 0) + 1);
  const resumed = await cli.run(['resume', 'full', '--epochs', total, '--json']);
  expect(resumed.status, resumed.stderr).toBe(0);
});

test('a loss that is no number ends the run at its step: the run line first, then the error', async () => {
  const words = [...SET('learningRate=1000'), '--set', 'optimizer=sgd', '--json'];
  const { status, stdout } = await cli.run(words);
  expect(status).toBe(1);
  const [run, error] = stdout
    .trim()
    .split('\n')
    .slice(-2)
    .map((line) => JSON.parse(line));
  expect(run).toMatchObject({ event: 'run', run: { status: 'failed' } });
  expect(error.error).toMatchObject({ code: 'engine/loss-not-finite' });
  expect(error.error.where.step).toBeGreaterThanOrEqual(0);
  expect(run.run.error).toEqual({ code: error.error.code, ...error.error.where });
});
