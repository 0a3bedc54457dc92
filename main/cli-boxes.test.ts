import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { COMMAND_OUTPUTS } from '../app/contract/schemas/commands.ts';
import { shapePictures, vocFiles, writeFiles } from './datasets/testing/shape-pictures.ts';
import { CLI } from './testing/cli-program.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'hearth-cli-boxes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function hearth(...words: readonly string[]): Promise<string> {
  const home = ['--home', join(folder, 'home')];
  const { stdout } = await run(process.execPath, [CLI, ...words, ...home], {
    env: { ...process.env, LANG: 'en_US.UTF-8' },
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

async function json<Name extends keyof typeof COMMAND_OUTPUTS>(
  verb: Name,
  ...words: readonly string[]
) {
  const document: unknown = JSON.parse(await hearth(verb, ...words, '--json'));
  const read = COMMAND_OUTPUTS[verb].parse(document);
  expect(read).toEqual(document);
  return read as ReturnType<(typeof COMMAND_OUTPUTS)[Name]['parse']>;
}

test('images with boxes go from files to a detector, to what it finds, and to what it cost', {
  timeout: 180_000,
}, async () => {
  const pictures = await shapePictures(48);
  await writeFiles(join(folder, 'shapes'), vocFiles(pictures));
  const { dataset } = await json('import', join(folder, 'shapes'), '--name', 'shapes');
  expect(dataset).toMatchObject({
    task: 'object-detection',
    format: 'voc',
    classes: ['circle', 'square', 'triangle'],
    boxes: { images: 48, imagesWithout: 0 },
  });
  expect(await hearth('dataset', 'shapes')).toContain('Boxes in an image');
  expect(await hearth('dataset', 'shapes', '--lang', 'zh')).toContain('每张图像的标注框数');
  expect(await hearth('templates')).toContain('detect-center');

  const lines = await hearth(
    ...['train', '--dataset', 'shapes', '--template', 'detect-center'],
    ...['--set', 'epochs=3', '--seed', '1', '--json'],
  );
  const last = COMMAND_OUTPUTS.train.parse(JSON.parse(lines.trim().split('\n').at(-1) ?? ''));
  if (last.event !== 'run') throw new Error('The last line tells of the run');
  expect(last.run).toMatchObject({ status: 'completed', epochs: 3 });
  const { id } = last.run;

  const evaluated = await json('evaluate', id, '--wrong', '3');
  expect(Object.keys(evaluated.metrics)).toEqual(
    expect.arrayContaining(['loss', 'map@.5', 'map@.5:.95', 'ap@.5/circle']),
  );
  expect(evaluated.intervals).toHaveProperty(['map@.5']);
  const [worst, second] = evaluated.wrong?.rows ?? [];
  expect(worst?.agreement ?? 1).toBeLessThanOrEqual(second?.agreement ?? 1);
  expect(worst?.boxes?.length ?? 0).toBeGreaterThan(0);

  const picture = join(folder, 'picture.png');
  const [other] = await shapePictures(1, { side: 80, seed: 5 });
  writeFileSync(picture, other?.png ?? '');
  const { predictions } = await json('predict', id, picture);
  expect(predictions[0]?.image).toEqual({ width: 80, height: 80 });
  expect(Array.isArray(predictions[0]?.boxes)).toBe(true);

  const cost = await json('cost', '--run', id);
  expect('options' in cost && cost.options.length > 0).toBe(true);
});
