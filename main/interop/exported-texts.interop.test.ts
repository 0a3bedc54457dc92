import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { ImportOptions } from '../../app/dataset/dataset.ts';
import type { ExportedTokenizer } from '../../app/exchange/model-sheet.ts';
import { randomStream } from '../../app/random.ts';
import { inChinese, inEnglish } from '../datasets/testing/number-words.ts';
import { LineProcess } from '../peers/line-process.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';
import { ExportedPeer } from './exported-peer.ts';
import { decoded } from './peer-process.ts';

const python = inject('tokenizersPython');
const keras = inject('peerPython');
const hasBoth = python !== null && keras !== null;
const PROGRAM_PEER = fileURLToPath(new URL('program_peer.py', import.meta.url));
let peer: ExportedPeer;
let programs: LineProcess;
let workbench: TestWorkbench;
beforeAll(() => {
  if (python !== null) peer = new ExportedPeer(python);
  if (!hasBoth) return;
  // Keras' environment borrows the tokenizers of the other one.
  programs = new LineProcess(keras, [PROGRAM_PEER], {
    KERAS_BACKEND: 'torch',
    PYTHONPATH: packagesOf(dirname(dirname(python))),
  });
});
afterAll(async () => {
  if (python !== null) await peer.close();
  if (hasBoth) await programs.close();
});

function packagesOf(environment: string): string {
  const libraries = join(environment, process.platform === 'win32' ? '' : 'lib');
  const [found = ''] = globSync('{python*,Lib}/site-packages', { cwd: libraries });
  return join(libraries, found);
}

/** What a run's program of Keras says. */
async function program(run: string, question: object): Promise<unknown> {
  const path = join(workbench.home, 'model.py');
  const told = await workbench.answer('runs.export', { run, to: 'python-keras', path });
  expect(told.takes).toBe('raw');
  const answer = (await programs.ask({ program: path, ...question })) as Readonly<
    Record<string, unknown>
  >;
  if ('error' in answer) throw new Error(String(answer.error));
  return answer.said ?? answer.outputs;
}
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

/** A run of two epochs, exported as ONNX. */
async function exported(path: string, template: string, options: ImportOptions) {
  const dataset = 'texts';
  await workbench.answer('datasets.import', { path, name: dataset, options, token: 't' });
  const built = await workbench.answer('templates.build', { template, dataset });
  const [run] = await workbench.answer('runs.start', {
    dataset,
    model: built.model,
    template,
    plan: { ...built.plan, epochs: 2, batchSize: 16 },
    name: null,
    tags: [],
  });
  if (run === undefined) throw new Error('No run was started');
  const { error } = await workbench.ended(run.id);
  expect(error).toBeNull();
  const model = join(workbench.home, 'model.onnx');
  const told = await workbench.answer('runs.export', { run: run.id, to: 'onnx', path: model });
  expect(told.files.map((file) => file.path)).toEqual([
    model,
    ...told.tokenizers.map(({ suffix }) => model + suffix),
    `${model}.recipe.json`,
  ]);
  const files = told.tokenizers.map(({ suffix }) => model + suffix);
  const predict = async (text: string) => {
    const input = { kind: 'text', text } as const;
    return (await workbench.answer('runs.predict', { run: run.id, input })).predictions;
  };
  return { run: run.id, model, files, tokenizers: told.tokenizers, predict };
}

const WORDS = [
  'good',
  'fine',
  '好',
  'lovely',
  'bad',
  'awful',
  '坏',
  'poor',
  'Don’t',
  '😀',
  'Ünï',
  '2.5',
];
const SPACED = WORDS.filter((word) => !/\p{Script=Han}/u.test(word));

function reviews(words: readonly string[]): string {
  const random = randomStream(3, 'reviews');
  const lines = Array.from({ length: 90 }, (_, row) => {
    const first = row % 2 === 0 ? 0 : 4;
    const own = Array.from({ length: 6 }, () => words[random.nextBelow(words.length)]);
    const said = words[first + random.nextBelow(4)] ?? '';
    return `"${[said, ...own].join(' ')}",${row % 2 === 0 ? 'up' : 'down'}`;
  });
  return ['text,label', ...lines].join('\n');
}

const RAW = [
  '',
  ' \t ',
  'GOOD, fine… AWFUL! Don’t — e\u0301 ﬁ ＡＢ ½',
  '好坏 good 天气 😀👩‍👩‍👧 bad',
  'ΛΟΓΟΣ\u0000 \u0007<pad>\n\nbad\r\npoor',
  'lovely bad '.repeat(200),
  ...fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 1, seed: 5 }),
  ...fc.sample(fc.string({ unit: 'grapheme', minLength: 5 }), { numRuns: 1, seed: 6 }),
];

function alike(texts: readonly string[], tokenizers: readonly ExportedTokenizer[]) {
  const classes = tokenizers.map(({ unlike }) => new RegExp(unlike ?? '', 'u'));
  return texts.filter((text) => !classes.some((unlike) => unlike.test(text)));
}

describe.runIf(python !== null)('an exported model with its tokenizer.json', () => {
  test.each([
    ['text-bow', SPACED, { tokenizer: 'word' }],
    ['text-bow', WORDS, { tokenizer: 'character', lower: false, truncating: 'pre', length: 12 }],
    ['text-bow', WORDS, { tokenizer: 'bpe', vocabulary: 60, form: 'NFC' }],
  ] as const)('tells texts apart as predict does: %s, %j, %j', async (template, words, text) => {
    const path = join(workbench.home, 'reviews.csv');
    writeFileSync(path, reviews(words));
    const options = { task: 'text-classification', target: 'label', text } as const;
    const { run, model, files, tokenizers, predict } = await exported(path, template, options);
    const texts = alike(RAW, tokenizers);
    const { outputs, filled } = await peer.read(files, [texts], model);
    for (const [at, raw] of texts.entries()) {
      const [prediction] = await predict(raw);
      expect(outputs?.label?.[at]).toBe(prediction?.label);
      const shares = outputs?.probabilities?.[at] as readonly number[];
      expect(Math.max(...shares)).toBeCloseTo(prediction?.probability ?? Number.NaN, 5);
    }
    if (!hasBoth) return;
    const [said] = (await program(run, { raw: texts })) as [{ readonly data: string }];
    const told = decoded(said.data);
    expect(told).toHaveLength(2 * texts.length);
    for (const [at, tokens] of filled.entries()) {
      // Keras' average over no token at all is no number.
      if (tokens === 0) continue;
      const shares = outputs?.probabilities?.[at] as readonly number[];
      for (const [label, share] of shares.entries()) {
        expect(told[2 * at + label]).toBeCloseTo(share, 5);
      }
    }
  });

  test('goes on with a text as predict does', async () => {
    const path = join(workbench.home, 'tale.txt');
    const line = 'Es war einmal,  und dann  war es 天 wieder.\n\n';
    writeFileSync(path, Array.from({ length: 60 }, (_, at) => `${at} ${line}`).join(''));
    const text = { tokenizer: 'bpe', vocabulary: 70, length: 16 } as const;
    const { model, files, run } = await exported(path, 'lm-gpt', { text });
    for (const beginning of ['Es', 'war\n\n und  dann', `${line}${line} wie`]) {
      const { outputs, filled } = await peer.read(files, [[beginning]], model);
      const places = outputs?.answer?.[0] as readonly (readonly number[])[];
      const shares = places[(filled[0] ?? 0) - 1] ?? [];
      // Padding, unknown and start are never said.
      const likeliest = shares.indexOf(Math.max(...shares.slice(3)));
      const input = { kind: 'text', text: beginning } as const;
      const continuation = { tokens: 1, temperature: 0, seed: 0 };
      const asked = { run, input, continuation };
      const { predictions } = await workbench.answer('runs.predict', asked);
      expect(await peer.write(files[0] ?? '', [[likeliest]])).toEqual([predictions[0]?.text]);
    }
    if (!hasBoth) return;
    const input = { kind: 'text', text: line } as const;
    const continuation = { tokens: 20, temperature: 0, seed: 0 };
    const { predictions } = await workbench.answer('runs.predict', { run, input, continuation });
    const said = await program(run, { call: ['continue_text', line, 20] });
    expect(said).toBe(predictions[0]?.text);
  });

  test('translates as predict does, the likeliest token at each place', async () => {
    const folder = join(workbench.home, 'pairs');
    mkdirSync(folder);
    const numbers = Array.from({ length: 120 }, (_, number) => number);
    writeFileSync(join(folder, 'numbers.en'), `${numbers.map(inEnglish).join('\n')}\n`);
    writeFileSync(join(folder, 'numbers.zh'), `${numbers.map(inChinese).join('\n')}\n`);
    const targetText = { tokenizer: 'character' } as const;
    const { run, model, files, tokenizers, predict } = await exported(folder, 'translate-gru', {
      targetText,
    });
    expect(tokenizers.map(({ of, kind }) => [of, kind])).toEqual([
      ['source', 'word'],
      ['target', 'character'],
    ]);
    const END = 3;
    const sources = ['forty two', '  One hundred SEVEN ', 'unheard of, 😀'];
    const translated: string[] = [];
    for (const source of sources) {
      let said = '';
      for (;;) {
        const { outputs, filled } = await peer.read(files, [[source], [said]], model);
        const places = outputs?.answer?.[0] as readonly (readonly number[])[];
        const shares = places[(filled[0] ?? 0) - 1] ?? [];
        const likeliest = shares.indexOf(Math.max(...shares.slice(END)));
        if (likeliest === END) break;
        said += (await peer.write(files[1] ?? '', [[likeliest]]))[0];
        if ((filled[0] ?? 0) === tokenizers[1]?.length) break;
      }
      expect(await predict(source)).toEqual([{ text: said }]);
      translated.push(said);
    }
    if (!hasBoth) return;
    expect(await program(run, { call: ['translate', sources] })).toEqual(translated);
  });

  test('takes tokens alone where a dictionary parts words', async () => {
    const path = join(workbench.home, 'reviews.csv');
    writeFileSync(path, reviews(WORDS));
    const options = { task: 'text-classification', target: 'label' } as const;
    await workbench.answer('datasets.import', { path, name: 'texts', options, token: 't' });
    const built = await workbench.answer('templates.build', {
      template: 'text-bow',
      dataset: 'texts',
    });
    const plan = { ...built.plan, epochs: 1 };
    const [run] = await workbench.answer('runs.start', {
      dataset: 'texts',
      model: built.model,
      template: 'text-bow',
      plan,
      name: null,
      tags: [],
    });
    await workbench.ended(run?.id ?? '');
    const told = await workbench.answer('runs.export', {
      run: run?.id ?? '',
      to: 'onnx',
      path: null,
    });
    expect(told.tokenizers).toMatchObject([
      { of: 'text', kind: 'word', suffix: null, unlike: null },
    ]);
    expect(told.files).toHaveLength(2);
  });
});
