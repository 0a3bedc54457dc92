import { type DatasetFacts, fitsDataset } from '../../architecture/fits-dataset.ts';
import type { ModelSpec } from '../../architecture/model-spec.ts';
import { fitMetrics } from '../../metrics/fit-metrics.ts';
import { sameShape } from '../../shape.ts';
import { trainingGraph } from '../emit-onnx.ts';
import type { ExecutionPlan } from '../execution-plan.ts';
import type { OnnxGraph, OnnxNode } from '../onnx/model.ts';
import { stepsPerIteration } from '../onnx/training-loop.ts';
import type { OptimizerSettings } from '../optimizers/settings.ts';
import { passesFor } from '../passes/pipeline.ts';
import { applyPasses } from '../passes/simplify.ts';
import { buildTrainingStep } from '../training-step.ts';
import type { StepSettings } from './models.ts';
import { enterGraph, enterOutputs, type TypeScope, typeBytes } from './onnx-types.ts';

/** Operators that only give what is there another shape or name. */
const FREE = new Set(['Identity', 'Reshape', 'Squeeze', 'Unsqueeze']);

interface CountedStep {
  readonly model: ModelSpec;
  readonly data: DatasetFacts;
  readonly settings: OptimizerSettings & Pick<StepSettings, 'seed' | 'loss' | 'metrics'>;
  readonly batchSize: number;
  readonly execution: ExecutionPlan;
}

/** A call as it is written, the body of its loop, and how many steps an iteration of that takes. */
interface WrittenSteps {
  readonly whole: OnnxGraph;
  readonly body: OnnxGraph;
  readonly steps: number;
}

/** Writes a call of several steps. */
export function writtenSteps(counted: CountedStep): WrittenSteps {
  const { model, data, settings, batchSize, execution } = counted;
  const fitted = fitsDataset(model, data, settings.loss);
  if (!fitted.ok) throw new Error(fitted.error.code);
  const metrics = fitMetrics(fitted.value, settings.metrics);
  if (!metrics.ok) throw new Error(metrics.error.code);
  const step = buildTrainingStep(fitted.value, data.input, {
    settings,
    batchSize,
    seed: settings.seed,
    metrics: metrics.value,
    drawPool: (_seed, size) => new Float32Array(size),
    provider: execution.provider,
  });
  const graph = applyPasses(step.graph, passesFor(execution));
  const whole = trainingGraph(graph, step.carried, step.measured, execution, null);
  const loop = whole.nodes.find(({ op }) => op === 'Loop');
  const body = loop?.attributes.body;
  if (body?.kind !== 'graph') throw new Error('A call has a loop');
  return { whole, body: body.value, steps: stepsPerIteration(graph, execution) };
}

/**
 * Nodes that a runtime has to start for one training step, before it fuses any: what a step costs on
 * a device where starting one takes longer than what it computes.
 */
export function launchesPerStep(counted: CountedStep): number {
  const { body, steps } = writtenSteps(counted);
  return startedNodes(body).length / steps;
}

/**
 * Bytes that the nodes of one training step read and write, before a runtime fuses any: what a step
 * costs on a device where memory is slower than what is computed.
 * @returns by operator
 */
export function bytesPerStep(counted: CountedStep): ReadonlyMap<string, number> {
  const { whole, body, steps } = writtenSteps(counted);
  const scope: TypeScope = { types: new Map(), constants: new Map() };
  for (const graph of [whole, body]) enterGraph(graph, scope, { steps, rows: DATA_ROWS });
  const bytes = new Map<string, number>();
  const started = new Set(startedNodes(body));
  for (const node of body.nodes) {
    enterOutputs(node, scope);
    if (!started.has(node)) continue;
    bytes.set(node.op, (bytes.get(node.op) ?? 0) + movedBytes(node, scope) / steps);
  }
  checkOutputs(body, scope);
  return bytes;
}

/** Nobody reads all of a dataset in a step: any number will do. */
const DATA_ROWS = 1000;

/** What has been worked out from node to node must be at the end what the graph declares. */
function checkOutputs({ outputs }: OnnxGraph, { types }: TypeScope): void {
  for (const { name, elementType, dims } of outputs) {
    const found = types.get(name);
    const isSame = found?.elementType === elementType && sameShape(found.dims, dims.map(Number));
    if (!isSame) throw new Error(`${name} is [${found?.dims}], not [${dims}]`);
  }
}

/** Operators that read of their first input as much as they give, and all of the others. */
const READS_IN_PART = new Set(['Gather', 'Slice']);

function movedBytes({ op, inputs, outputs }: OnnxNode, { types }: TypeScope): number {
  const sizeOf = (name: string): number => {
    const type = types.get(name);
    return type === undefined ? 0 : typeBytes(type);
  };
  const total = (names: readonly string[]) =>
    [...new Set(names)].reduce((sum, name) => sum + sizeOf(name), 0);
  const written = total(outputs);
  if (op === 'Shape' || op === 'ConstantOfShape') return written;
  if (READS_IN_PART.has(op)) return 2 * written + total(inputs.slice(1));
  return total(inputs) + written;
}

/** Of a body that is run over and over nobody here knows how often: there must be none. */
function startedNodes({ nodes }: OnnxGraph): readonly OnnxNode[] {
  if (nodes.some(({ op }) => op === 'Scan' || op === 'Loop')) throw new Error('A step has a loop');
  return nodes.filter(({ op }) => !FREE.has(op));
}
