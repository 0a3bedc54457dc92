// `npm run demo`: the main job in the terminal, on bundled real data, verb by verb as a user would
// type them: a file → a dataset → a model → a trained, evaluated, stored run → what it cost.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { text } from '../app/text.ts';
import { systemLanguage } from './console/language.ts';
import { findProduct } from './product.ts';

const DATASET = 'digits';
const TEMPLATE = 'image-mlp';

const language = systemLanguage();
const cli = join(findProduct().root, 'main', 'cli.ts');

/** Runs one verb as the shell would, its progress and table in this terminal. */
function hearth(...words: string[]): void {
  process.stdout.write(`\n$ npx hearth ${words.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [cli, ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** One JSON document of a verb; null where it fails. */
function ask<T>(...words: string[]): T | null {
  const { status, stdout } = spawnSync(process.execPath, [cli, ...words, '--json'], {
    encoding: 'utf8',
  });
  return status === 0 ? (JSON.parse(stdout) as T) : null;
}

process.stdout.write(`${text(language, 'demo.start')}\n`);
if (ask('dataset', DATASET) === null) {
  hearth('import', `sample:${DATASET}`, '--name', DATASET);
} else {
  process.stdout.write(`\n${text(language, 'demo.imported', { dataset: DATASET })}\n`);
}
hearth(
  'train',
  '--dataset',
  DATASET,
  '--template',
  TEMPLATE,
  '--set',
  'epochs=20',
  '--tag',
  'demo',
);
const newest = ask<{ readonly runs: readonly { readonly id: string }[] }>('runs')?.runs[0];
if (newest === undefined) throw new Error('The demo trained a run and cannot find it');
hearth('run', newest.id);
process.stdout.write(
  `\n${text(language, 'demo.end', { command: `npx hearth serve --run ${newest.id}` })}\n`,
);
