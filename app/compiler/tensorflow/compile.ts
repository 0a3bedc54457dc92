import { type DatasetFacts, fitsDataset } from '../../architecture/fits-dataset.ts';
import type { ModelSpec, TargetSource } from '../../architecture/model-spec.ts';
import { ok, type Result } from '../../errors.ts';
import { fitMetrics } from '../../metrics/fit-metrics.ts';
import type { MeasurePlan } from '../../metrics/measures.ts';
import { type OutputReading, readingOf, readingShape } from '../../metrics/output-reading.ts';
import type { Shape } from '../../shape.ts';
import type { MeasuredPlan } from '../compile-inference.ts';
import type { TrainedPlan } from '../compile-training.ts';
import type { StateTensor } from '../compiled.ts';
import { buildForwardPass } from '../forward-pass.ts';
import type { CarriedTensor } from '../onnx/carried-state.ts';
import { accumulateRows } from '../passes/accumulate-rows.ts';
import { joinWindows } from '../passes/join-windows.ts';
import { applyPasses, type Pass, SIMPLIFICATIONS } from '../passes/simplify.ts';
import { softmaxOfLogarithm } from '../passes/softmax-of-logarithm.ts';
import { updateRows } from '../passes/update-rows.ts';
import { buildTrainingStep } from '../training-step.ts';
import { type SessionStep, sessionStep } from './session-step.ts';
import type { Unwritten } from './write-graph.ts';

/** All that a graph goes through before it is written for TensorFlow, in order. */
const PASSES: readonly Pass[] = [
  ...SIMPLIFICATIONS,
  { name: 'join-windows', run: joinWindows },
  { name: 'update-rows', run: updateRows },
  { name: 'accumulate-rows', run: accumulateRows },
  { name: 'softmax-of-logarithm', run: softmaxOfLogarithm },
  ...SIMPLIFICATIONS,
];

/** A whole training step for TensorFlow. */
export interface TensorflowTraining {
  readonly step: SessionStep | Unwritten;
  /** What is carried under one name in the session, the step counter left out. */
  readonly carried: readonly CarriedTensor[];
  readonly state: readonly StateTensor[];
  readonly measures: MeasurePlan;
}

/** A model's forward pass for TensorFlow; see `CompiledInference`. */
export interface TensorflowInference {
  readonly step: SessionStep | Unwritten;
  readonly weights: readonly StateTensor[];
  readonly measures: MeasurePlan;
  readonly outputShape: Shape;
  readonly source: TargetSource;
  readonly reading: OutputReading;
}

/** @returns the model's first fault where it is wrong or does not fit the data */
export function compileTensorflowTraining(
  model: ModelSpec,
  plan: TrainedPlan,
  data: DatasetFacts,
  batchSize: number,
): Result<TensorflowTraining> {
  const fitted = fitsDataset(model, data, plan.loss, plan.augmentation);
  if (!fitted.ok) return fitted;
  const metrics = fitMetrics(fitted.value, plan.metrics);
  if (!metrics.ok) return metrics;
  const { graph, carried, measured, measures } = buildTrainingStep(fitted.value, data.input, {
    settings: plan,
    batchSize,
    seed: plan.seed,
    metrics: metrics.value,
    classWeights: plan.classWeights,
    plannedSteps: plan.plannedSteps,
  });
  return ok({
    step: sessionStep(applyPasses(graph, PASSES), measured),
    carried: carried.filter(({ parts }) => parts.every(({ role }) => role !== 'step')),
    state: carried.flatMap(({ parts }) => parts),
    measures,
  });
}

/** @returns the model's first fault where it is wrong or does not fit the data */
export function compileTensorflowInference(
  model: ModelSpec,
  plan: MeasuredPlan,
  data: DatasetFacts,
  batchSize: number,
): Result<TensorflowInference> {
  const fitted = fitsDataset(model, data, plan.loss);
  if (!fitted.ok) return fitted;
  const metrics = fitMetrics(fitted.value, plan.metrics);
  if (!metrics.ok) return metrics;
  const pass = buildForwardPass(fitted.value, data.input, batchSize, metrics.value);
  const [output] = fitted.value.outputs;
  return ok({
    step: sessionStep(applyPasses(pass.graph, PASSES), []),
    weights: pass.state,
    measures: pass.measures,
    outputShape: readingShape(fitted.value),
    source: output.source,
    reading: readingOf(output),
  });
}
