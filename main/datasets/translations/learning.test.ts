import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildTemplate, type TemplateId } from '../../../app/architecture/templates.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { openDecoder } from '../../../app/metrics/decode-output.ts';
import { equalWeights } from '../../../app/metrics/measure.ts';
import { translationMeasure } from '../../../app/metrics/translation/translation.ts';
import { anEnvironment, aPlan } from '../../../app/testing/builders.ts';
import { SUGGESTED_PLANS } from '../../../app/training/suggested-plan.ts';
import { executionPlan } from '../../engine/execution-plan.ts';
import { predict } from '../../engine/predict.ts';
import { onnxCpuRuntime } from '../../engine/runtimes/onnx.ts';
import { score } from '../../engine/score.ts';
import {
  aTrainWork,
  eventsOf,
  latestFile,
  runTraining,
} from '../../engine/testing/run-training.ts';
import { translatedTexts } from '../../runs/translated-texts.ts';
import { readManifest } from '../../shards/manifest.ts';
import { prepareInput } from '../prepare-input.ts';
import { inChinese, inEnglish } from '../testing/number-words.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

/** Numbers below a thousand in languages that say them otherwise, each with what it is best cut into. */
const LANGUAGES = {
  en: { say: inEnglish, tokenizer: 'word' },
  zh: { say: inChinese, tokenizer: 'character' },
  digits: { say: String, tokenizer: 'character' },
} as const;
type Language = keyof typeof LANGUAGES;

async function imported(from: Language, to: Language): Promise<Dataset> {
  const rows = Array.from({ length: 1000 }, (_, number) =>
    [from, to].map((language) => LANGUAGES[language].say(number)).join('\t'),
  );
  const path = await workspace.write('numbers.tsv', `${from}\t${to}\n${rows.join('\n')}\n`);
  return unwrap(
    await workspace.importFile(path, {
      task: 'translation',
      target: to,
      text: { tokenizer: LANGUAGES[from].tokenizer },
      targetText: { tokenizer: LANGUAGES[to].tokenizer },
    }),
  );
}

async function engineMeans() {
  const runtime = onnxCpuRuntime(1, { spins: () => false });
  return {
    runtime,
    execution: await executionPlan(runtime),
    environment: anEnvironment(),
    memoryBytes: 2 ** 30,
    availableBytes: () => 2 ** 33,
  };
}

const CASES = [
  ['translate-gru', 'digits', 'zh', 16],
  ['translate-transformer', 'en', 'digits', 18],
] as const satisfies readonly (readonly [TemplateId, Language, Language, number])[];

test.each(CASES)(
  '%s learns numbers from %s to %s, of which it has seen seven tenths',
  { timeout: 300_000 },
  async (id, from, to, epochs) => {
    const dataset = await imported(from, to);
    const folder = join(workspace.datasetsFolder(), DATASET_ID);
    const manifest = unwrap(await readManifest(folder));
    const model = unwrap(buildTemplate(id, dataset));
    const plan = aPlan({ ...SUGGESTED_PLANS[id], batchSize: 32, epochs, earlyStopping: null });
    await mkdir(workspace.path('work'), { recursive: true });
    const work = aTrainWork(workspace.path('work'), folder, { model, plan });
    const events = await runTraining(work);
    expect(eventsOf(events, 'done')).toHaveLength(1);

    const checkpoint = latestFile(work);
    const means = await engineMeans();
    const asked = { checkpoint, datasetFolder: folder, split: 'test', threads: 1 } as const;
    const scored = unwrap(await score({ kind: 'score', ...asked }, means));
    const texts = unwrap(await translatedTexts(folder, dataset, manifest.recipe, scored));
    if (texts === null) throw new Error('Texts are translated');
    const measured = translationMeasure(texts)(equalWeights(scored.rows));
    expect(measured.bleu).toBeGreaterThanOrEqual(0.9);
    expect(measured['exact-match']).toBeGreaterThanOrEqual(0.95);

    // Asked by itself, it says what it said of the split.
    const text = LANGUAGES[from].say(scored.sourceRows[0] ?? 0);
    const prepared = unwrap(await prepareInput(manifest, dataset, { kind: 'text', text }));
    const predicted = unwrap(
      await predict({ kind: 'predict', checkpoint, threads: 1, ...prepared }, means),
    );
    const { text: said } = openDecoder(manifest.recipe).output(predicted.outputs, 'tokens');
    expect(said).toBe(texts.hypotheses[0]);
  },
);
