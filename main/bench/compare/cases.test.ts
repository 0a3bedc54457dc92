import { expect, test } from 'vitest';
import { inferModel } from '../../../app/architecture/infer-model.ts';
import { compileTraining } from '../../../app/compiler/compile-training.ts';
import { modelFlopsPerSample } from '../../../app/compiler/model-flops.ts';
import { DEFAULT_PLAN } from '../../../app/training/run-plan.ts';
import { CASE_NAMES, type CaseName, COMPARE_CASES, type CompareCase } from './cases.ts';

/** As PyTorch counts `parameters()` of the same models; moving statistics are none. */
const TRAINABLE: Readonly<Record<CaseName, number>> = {
  mlp: 669_706,
  cnn: 12_874,
  resnet20: 272_474,
  mobile: 67_914,
  // PyTorch adds a second bias to the gates: 512 more.
  lstm: 418_945,
  gpt: 818_176,
  'gpt-small': 10_795_776,
  mf: 86_400,
};

test.each(CASE_NAMES)('%s has the weights of its peer, and can be trained', (name) => {
  const { model, data, plan }: CompareCase = COMPARE_CASES[name];
  const inferred = inferModel(model);
  expect(inferred.ok && inferred.value.trainableParameters).toBe(TRAINABLE[name]);
  const compiled = compileTraining(model, { ...DEFAULT_PLAN, ...plan }, data, plan.batchSize);
  expect(compiled.ok, JSON.stringify(compiled.ok ? null : compiled.error)).toBe(true);
  const flops = modelFlopsPerSample(model, data);
  expect(flops.ok && flops.value > 0).toBe(true);
});
