import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorText } from '../app/error-text.ts';
import { RealCli } from './testing/real-cli.ts';

// Models with mistakes, to the real command line: each is named at its layer and leaves the home as it was.
const cli = new RealCli();
const at = (name: string) => cli.at(name);

beforeAll(async () => {
  const imported = await cli.run(['import', 'sample:iris', '--name', 'iris']);
  expect(imported.status, imported.stderr).toBe(0);
});

afterAll(() => cli.remove());

type Case = readonly [name: string, file: string, failure: object, ...more: readonly string[]];

const CASES: readonly Case[] = [
  [
    'a layer that needs another number of axes',
    'rank.json',
    { code: 'architecture/rank-mismatch', layerId: 'conv', expectedRank: 3, actual: [4] },
  ],
  [
    'a model for another input',
    'input.json',
    { code: 'architecture/shape-mismatch', layerId: 'in', expected: [4], actual: [5] },
  ],
  [
    'a model for another number of classes',
    'output.json',
    { code: 'architecture/output-mismatch', layerId: 'out', expected: [3], actual: [7] },
  ],
  [
    'a last layer with another activation',
    'activation.json',
    { code: 'architecture/output-activation', layerId: 'out', expected: 'softmax' },
  ],
  [
    'a layer with an impossible size',
    'units.json',
    { code: 'architecture/config-invalid', layerId: 'out', key: 'units', value: '-2' },
  ],
  [
    'an argument that does not exist',
    'argument.json',
    {
      code: 'architecture/config-unknown',
      layerId: 'out',
      key: 'unit',
      known: expect.arrayContaining(['units', 'activation']),
    },
  ],
  [
    'a layer that does not exist',
    'layer.json',
    {
      code: 'architecture/layer-unknown',
      layerId: 'out',
      type: 'Dance',
      known: expect.arrayContaining(['Dense', 'Conv2D']),
    },
  ],
  [
    'layers that wait for one another',
    'cycle.json',
    { code: 'architecture/cycle', layerId: 'sum', cycle: ['sum', 'hidden', 'sum'] },
  ],
  [
    'a layer before one that it takes',
    'order.json',
    { code: 'architecture/input-later', layerId: 'sum', input: 'hidden' },
  ],
  [
    'an input that no layer gives',
    'missing.json',
    { code: 'architecture/input-missing', layerId: 'out', input: 'hiden', known: ['in'] },
  ],
  [
    'an output that a layer does not have',
    'place.json',
    { code: 'architecture/input-missing', layerId: 'out', input: 'in:1', known: ['in'] },
  ],
  [
    'an output that nobody takes',
    'dangling.json',
    { code: 'architecture/layer-unused', layerId: 'side', takers: ['out'] },
  ],
  [
    'two layers of one name',
    'twice.json',
    { code: 'architecture/layer-id-duplicate', layerId: 'in' },
  ],
  [
    'shapes that do not meet',
    'meet.json',
    { code: 'architecture/shape-mismatch', layerId: 'sum', expected: [4], actual: [5] },
  ],
  [
    'a merging layer with one input',
    'merge.json',
    { code: 'architecture/input-count', layerId: 'sum', expected: 2, found: 1 },
  ],
  [
    'a mask where none is allowed',
    'mask.json',
    {
      code: 'architecture/mask-refused',
      layerId: 'flat',
      type: 'Flatten',
      source: 'words',
      takers: expect.arrayContaining(['GlobalAveragePooling1D', 'LSTM']),
    },
  ],
  [
    'a trained output that is not there',
    'output-name.json',
    { code: 'architecture/output-missing', output: 'aux', known: ['in', 'out'] },
  ],
  [
    'an output that is trained twice',
    'output-twice.json',
    { code: 'architecture/output-duplicate', layerId: 'out', output: 'out:0' },
  ],
  [
    'more parameters than can be trained',
    'parameters.json',
    { code: 'architecture/too-many-parameters', layerId: 'wide', maximum: 2 ** 29 },
  ],
  [
    'a layer that gives more than can be held',
    'wide.json',
    { code: 'architecture/output-too-large', layerId: 'wide', shape: [100_000, 100_000] },
  ],
  [
    'a model file with a field missing',
    'type.json',
    { code: 'architecture/file-invalid', path: at('type.json'), place: 'layers[1].type' },
  ],
  [
    'a model file that is no JSON',
    'broken.json',
    { code: 'file/json-invalid', path: at('broken.json'), row: 3, column: 1 },
  ],
  [
    'a loss that does not fit the output',
    'fit.json',
    {
      code: 'architecture/loss-mismatch',
      layerId: 'out',
      loss: 'binary_crossentropy',
      fitting: expect.arrayContaining(['sparse_categorical_crossentropy']),
    },
    '--set',
    'loss=binary_crossentropy',
  ],
];

const GIVEN = ['--dataset', 'iris', '--model'];

test.each(CASES.map(([name, file, expected, ...more]) => ({ name, file, expected, more })))(
  '$name is named at its place and leaves nothing behind',
  async ({ file, expected, more }) => {
    const before = cli.contents();
    expect(await cli.refusal(['train', ...GIVEN, file, ...more], 1)).toMatchObject(expected);
    expect(cli.contents()).toEqual(before);
  },
);

test.each([['cycle.json'], ['mask.json'], ['fit.json', '--set', 'loss=binary_crossentropy']])(
  'compiling %s ends in the same failure, and either command says it in Chinese',
  async (...file) => {
    const [failure, ...inChinese] = await Promise.all([
      cli.refusal(['compile', ...GIVEN, ...file], 1),
      cli.run(['compile', ...GIVEN, ...file, '--lang', 'zh']),
      cli.run(['train', ...GIVEN, ...file, '--lang', 'zh']),
    ]);
    for (const { status, stdout, stderr } of inChinese) {
      expect(status).toBe(1);
      expect(stderr).toContain(errorText(failure, 'zh'));
      expect(stdout).toBe('');
    }
  },
);

test('a layer whose batch no machine holds is named before there is a run', async () => {
  const before = cli.contents();
  const options = [...GIVEN, 'memory.json', '--set', 'batchSize=105'];
  const refusal = await cli.refusal(['train', ...options], 1);
  expect(refusal).toMatchObject({
    code: 'architecture/memory-short',
    layerId: 'wide',
    layerBytes: 4000 * 100_000 * 105 * 4,
  });
  expect(await cli.refusal(['compile', ...options], 1)).toEqual(refusal);
  expect(cli.contents()).toEqual(before);
});
