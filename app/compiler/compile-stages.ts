import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import type { InferredLayer } from '../architecture/inferred-layer.ts';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { ok, type Result } from '../errors.ts';
import { fitMetrics } from '../metrics/fit-metrics.ts';
import { shapeText } from '../shape.ts';
import type { TrainedPlan } from './compile-training.ts';
import { dumpGraph } from './dump.ts';
import { dumpOnnx, onnxNodeCount } from './dump-onnx.ts';
import { trainingGraph } from './emit-onnx.ts';
import type { ExecutionPlan } from './execution-plan.ts';
import { buildForwardPass } from './forward-pass.ts';
import type { Graph } from './graph.ts';
import { stepsPerIteration } from './onnx/training-loop.ts';
import { lookupGraph } from './passes/look-up-rows.ts';
import { passesFor } from './passes/pipeline.ts';
import { applyPasses } from './passes/simplify.ts';
import { buildTrainingStep } from './training-step.ts';

/** A model on its way to ONNX, as text for people. */
export interface CompileStage {
  /**
   * `layers`, `forward`, `step`, then each pass by its name, for tables of which a call takes some rows
   * only the `lookups` that say which, at last `onnx`.
   */
  readonly name: string;
  readonly nodes: number;
  readonly text: string;
}

/**
 * Compiles a model's training step and shows it after every stage.
 * @param execution which lowerings to write
 * @returns the model's first fault where it is wrong or does not fit the data
 */
export function compileStages(
  model: ModelSpec,
  plan: TrainedPlan,
  data: DatasetFacts,
  batchSize: number,
  execution: ExecutionPlan,
): Result<readonly CompileStage[]> {
  const fitted = fitsDataset(model, data, plan.loss, plan.augmentation);
  if (!fitted.ok) return fitted;
  const metrics = fitMetrics(fitted.value, plan.metrics);
  if (!metrics.ok) return metrics;
  const { layers } = fitted.value;
  const forward = buildForwardPass(fitted.value, data.input, batchSize, metrics.value);
  const step = buildTrainingStep(fitted.value, data.input, {
    settings: plan,
    batchSize,
    precision: plan.precision,
    seed: plan.seed,
    metrics: metrics.value,
    classWeights: plan.classWeights,
    plannedSteps: plan.plannedSteps,
    provider: execution.provider,
    drawPool: (_seed, size) => new Float32Array(size),
  });
  const stages: CompileStage[] = [
    { name: 'layers', nodes: layers.length, text: layers.map(layerText).join('\n') },
    graphStage('forward', forward.graph),
    graphStage('step', step.graph),
  ];
  const graph = applyPasses(step.graph, passesFor(execution, plan.precision), ({ name }, after) => {
    stages.push(graphStage(name, after));
  });
  const written = execution.loopless === true ? stepsPerIteration(graph, execution) : undefined;
  const onnx = trainingGraph(graph, step.carried, step.measured, execution, written);
  const lookups = lookupGraph(graph);
  if (lookups.outputs.size > 0) stages.push(graphStage('lookups', lookups));
  stages.push({ name: 'onnx', nodes: onnxNodeCount(onnx), text: dumpOnnx(onnx) });
  return ok(stages);
}

function graphStage(name: string, graph: Graph): CompileStage {
  return { name, nodes: graph.nodes.length, text: dumpGraph(graph) };
}

/** `dense: Dense [784] → [512] {units: 512, …}  kernel [784 × 512], bias [512]`. */
function layerText({ id, type, config, inputShapes, shape, weights }: InferredLayer): string {
  const settings = Object.entries(config).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const from = inputShapes.map((each) => `[${shapeText(each)}]`).join(', ');
  const held = weights.map((weight) => `${weight.name} [${shapeText(weight.shape)}]`).join(', ');
  const arrow = `${from === '' ? '' : `${from} → `}[${shapeText(shape)}]`;
  const words = [`${id}: ${type}`, arrow, `{${settings.join(', ')}}`, held];
  return words.filter(Boolean).join('  ');
}
