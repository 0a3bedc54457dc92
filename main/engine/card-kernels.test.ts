import { describe, expect, test } from 'vitest';
import { buildTemplate } from '../../app/architecture/templates.ts';
import { plainGraph } from '../../app/compiler/emit-onnx.ts';
import { STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import { differentiate } from '../../app/compiler/gradients/differentiate.ts';
import { Graph } from '../../app/compiler/graph.ts';
import { clip } from '../../app/compiler/operators/elementwise.ts';
import { sum } from '../../app/compiler/operators/reduction.ts';
import { OPTIMIZERS } from '../../app/compiler/optimizers/settings.ts';
import { withoutKernel } from '../../app/compiler/testing/card-kernels.ts';
import { writtenSteps } from '../../app/compiler/testing/launches.ts';
import { DIFFERENTIABLE, operatorCase } from '../../app/compiler/testing/operator-cases.ts';
import { aPlan } from '../../app/testing/builders.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { COMPARE_CASES } from '../bench/compare/cases.ts';
import { TEMPLATE_CASES, type TemplateCase } from './testing/template-cases.ts';

const CARD = { ...STANDARD_PLAN, provider: 'cuda' } as const;
const BATCH_SIZE = 4;

function ofTemplate({ id, data }: TemplateCase, overrides: Partial<RunPlan>): readonly string[] {
  const model = buildTemplate(id, data);
  if (!model.ok) throw new Error(JSON.stringify(model.error));
  const settings = aPlan(overrides);
  const counted = { model: model.value, data, settings, batchSize: BATCH_SIZE, execution: CARD };
  return withoutKernel(writtenSteps(counted).whole);
}

describe('CUDA has a kernel for every node of a call that trains', () => {
  test.each(TEMPLATE_CASES)('$id of $kind', (each) => {
    expect(ofTemplate(each, {})).toEqual([]);
  });

  test.each(OPTIMIZERS)('with %s', (optimizer) => {
    const found = TEMPLATE_CASES.filter(({ data }) => data.task === 'image-classification');
    expect(found.length).toBeGreaterThan(0);
    for (const each of found) expect(ofTemplate(each, { optimizer })).toEqual([]);
  });

  test.each(Object.entries(COMPARE_CASES))('of the case %s', (_name, { model, data, plan }) => {
    const counted = { model, data, settings: aPlan(plan), batchSize: plan.batchSize };
    expect(withoutKernel(writtenSteps({ ...counted, execution: CARD }).whole)).toEqual([]);
  });
});

test.each(Object.entries(DIFFERENTIABLE))(
  'CUDA has kernels for %s and its gradient',
  (_, build) => {
    const { graph } = operatorCase(build, 1);
    const y = graph.outputs.get('y');
    if (y === undefined) throw new Error('The case has no output');
    differentiate(sum(y), [...graph.inputs.values()]).forEach((gradient, place) => {
      graph.outputs.set(`gradient ${place}`, gradient);
    });
    expect(withoutKernel(plainGraph(graph, CARD))).toEqual([]);
  },
);

test('a node without one is told of with its types', () => {
  const graph = new Graph();
  graph.outputs.set('y', clip(graph.input('x', 'int32', [3]), 0, 5));
  expect(withoutKernel(plainGraph(graph, STANDARD_PLAN))).toEqual(['Clip of int32, int32, int32']);
  expect(withoutKernel(plainGraph(graph, CARD))).toEqual([]);
});
