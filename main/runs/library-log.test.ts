import { once } from 'node:events';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { passOn } from './library-log.ts';

test('what a library logs of itself is left out, and nothing else', async () => {
  const said = Readable.from([
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n',
    'I0000 00:00:1795721034.980006   13520 port.cc:153] oneDNN custom oper',
    'ations are on.\nE0000 00:00:1 1 cuda_fft.cc:1] Unable to register cuFFT factory\n',
    'E0000 00:00:1 1 cuda_executor.cc:1] out of memory\n2026-11-26 19:00:00 [W:onnxruntime] slow\n',
    'Error: in the engine',
  ]);
  const written: string[] = [];
  passOn(said, (line) => written.push(line));
  await once(said, 'close');
  await new Promise(setImmediate);
  expect(written).toEqual([
    'E0000 00:00:1 1 cuda_executor.cc:1] out of memory\n',
    '2026-11-26 19:00:00 [W:onnxruntime] slow\n',
    'Error: in the engine\n',
  ]);
});
