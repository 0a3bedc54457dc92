import { describe, expect, test } from 'vitest';
import { previewDataset } from './preview-dataset.ts';
import { listSamples, samplePath } from './samples.ts';
import { SAMPLES, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

const samples = await listSamples(SAMPLES);

describe('every bundled sample', () => {
  test.each(samples)('$name is what the catalogue says', async (sample) => {
    const { path, options } = unwrap(await samplePath(SAMPLES, sample.name));
    const preview = unwrap(await previewDataset(path, options));
    expect(preview.task).toBe(sample.task);
    expect(preview.totalRows).toBe(sample.rows);
    // What the catalogue names as target is also what would be guessed.
    expect(unwrap(await previewDataset(path, {})).target).toBe(preview.target);

    unwrap(await workspace.importFile(path, options));
  });
});

test('an unknown sample is not found', async () => {
  expect(await samplePath(SAMPLES, 'titanic')).toEqual({
    ok: false,
    error: { code: 'dataset/not-found', name: 'titanic' },
  });
});
