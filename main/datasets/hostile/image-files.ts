import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cifarOf } from '../testing/cifar-files.ts';
import { hostileFiles } from './hostile-file.ts';

/** Writes files below a folder. */
const folder =
  (files: Readonly<Record<string, string | Uint8Array>>) =>
  async (path: string): Promise<void> => {
    for (const [name, content] of Object.entries(files)) {
      const place = join(path, name);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
    }
  };

const BATCH = cifarOf(Array.from({ length: 24 }, (_, row) => [row % 2]));
const batch = (content: Uint8Array | string, more: Readonly<Record<string, string>> = {}) =>
  folder({ 'data_batch_1.bin': content, ...more });

/** Folders of CIFAR's binary version. */
export const CIFAR_FILES = hostileFiles('cifar', 'set', {
  'an empty batch': [batch(''), 'empty'],
  'a byte too few': [batch(BATCH.subarray(1)), 'image-data-invalid'],
  'a byte too many': [batch(Buffer.concat([BATCH, BATCH.subarray(0, 1)])), 'image-data-invalid'],
  'a label without a name': [batch(BATCH, { 'batches.meta.txt': 'cat\n' }), 'image-data-invalid'],
  'no names': [batch(BATCH, { 'batches.meta.txt': '\n\n' }), 'image-data-invalid'],
  'a megabyte of names': [batch(BATCH, { 'batches.meta.txt': 'x'.repeat(2 ** 20) }), 'too-large'],
  'one name for both labels': [batch(BATCH, { 'batches.meta.txt': 'a\na\n' }), 'target-one-class'],
  '__proto__ as a name': [batch(BATCH, { 'batches.meta.txt': '__proto__\nconstructor\n' })],
  'Python pickles': [
    folder({ data_batch_1: 'cos\n', 'batches.meta': 'cos\n' }),
    'image-data-invalid',
  ],
});
