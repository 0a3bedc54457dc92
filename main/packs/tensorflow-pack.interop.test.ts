import { expect, inject, test } from 'vitest';
import { PACKS } from './catalogue.ts';
import { checkTensorflow } from './check-pack.ts';
import { knownLosses } from './known-training.ts';

const folder = inject('tensorflowPack');
const { signal } = new AbortController();

test.skipIf(folder === null)('the installed TensorFlow trains as it must', async () => {
  const pack = PACKS.tensorflow;
  expect(await checkTensorflow(pack, folder ?? '', signal)).toEqual({ ok: true, value: null });
  // A check that could not fail would prove nothing.
  const known = knownLosses().map((loss, step) => (step === 7 ? loss * 1.001 : loss));
  const failed = await checkTensorflow(pack, folder ?? '', signal, { known });
  expect(failed).toMatchObject({ ok: false, error: { code: 'packs/check-failed' } });
  expect(JSON.stringify(failed)).toContain('loss[7]');
});
