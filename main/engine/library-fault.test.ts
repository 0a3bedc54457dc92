import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { libraryFault } from './library-fault.ts';

const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));

test.runIf(process.platform === 'linux')('the loader names what is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-library-'));
  const file = join(folder, 'libshort.so');
  expect(libraryFault(file)).toContain(`${file}: cannot open shared object file`);
  await writeFile(file, 'short');
  expect(libraryFault(file)).toContain(file);
  // One that is whole, and no addon.
  const whole = `bin/napi-v6/linux/${process.arch}/libonnxruntime.so.1`;
  expect(libraryFault(join(runtime, whole))).toBeNull();
  await rm(folder, { recursive: true });
});
