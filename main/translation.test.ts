import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inChinese, inEnglish } from './datasets/testing/number-words.ts';
import { TestWorkbench } from './testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

test('two files become a model that is measured by what it says, and translates what it is asked', async () => {
  const folder = join(workbench.home, 'pairs');
  mkdirSync(folder);
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  writeFileSync(join(folder, 'numbers.en'), `${numbers.map(inEnglish).join('\n')}\n`);
  writeFileSync(join(folder, 'numbers.zh'), `${numbers.map(inChinese).join('\n')}\n`);
  const dataset = 'numbers';
  const targetText = { tokenizer: 'character' } as const;
  await workbench.answer('datasets.import', {
    path: folder,
    name: dataset,
    options: { targetText },
    token: 'import',
  });
  const template = 'translate-gru';
  const { model, plan } = await workbench.answer('templates.build', { template, dataset });
  const [run] = await workbench.answer('runs.start', {
    dataset,
    model,
    template,
    plan: { ...plan, epochs: 4, batchSize: 16 },
    name: null,
    tags: [],
  });
  if (run === undefined) throw new Error('No run was started');
  const ended = await workbench.ended(run.id);
  expect(ended.error).toBeNull();
  expect(ended.metrics).toMatchObject({
    'test/bleu': expect.any(Number),
    'test/chrf': expect.any(Number),
    'test/exact-match': expect.any(Number),
    'test/perplexity': expect.any(Number),
    'val/accuracy': expect.any(Number),
  });
  const { rows } = await workbench.answer('runs.scored', {
    run: run.id,
    split: 'test',
    actual: null,
    predicted: null,
    onlyWrong: false,
    offset: 0,
    limit: 5,
  });
  for (const { source = '', actual, sourceRow } of rows) {
    expect([source, actual]).toEqual([inEnglish(sourceRow), inChinese(sourceRow)]);
  }

  const ask = async (text: string) => {
    const input = { kind: 'text', text } as const;
    return (await workbench.answer('runs.predict', { run: run.id, input })).predictions;
  };
  const said = await ask('one hundred seven\n\nforty two\n');
  expect(said).toEqual([{ text: expect.any(String) }, { text: expect.any(String) }]);
  const [scored] = rows;
  expect(await ask(scored?.source ?? '')).toEqual([{ text: scored?.predicted }]);
  const nothing = await workbench.request('runs.predict', {
    run: run.id,
    input: { kind: 'text', text: '\n' },
  });
  expect(nothing).toMatchObject({ ok: false, error: { code: 'run/input-invalid' } });
});
