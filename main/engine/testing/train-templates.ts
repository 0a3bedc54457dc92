// Run as processes of their own, since an adapter is chosen by the variables that one starts with: each
// trains its share of the templates' small versions on WebGPU and on the processor and tells their losses.
import { buildTemplate } from '../../../app/architecture/templates.ts';
import { STANDARD_PLAN } from '../../../app/compiler/execution-plan.ts';
import { aPlan } from '../../../app/testing/builders.ts';
import { executionPlan } from '../execution-plan.ts';
import { graphSteps } from '../graphs.ts';
import { onnxCpuRuntime } from '../runtimes/onnx.ts';
import { openWebgpu } from '../runtimes/onnx-devices.ts';
import { type Runtime, release, type Tensors } from '../runtimes/runtime.ts';
import { initialTensors } from '../starting-point.ts';
import { TEMPLATE_CASES, type TemplateCase, templateRows } from './template-cases.ts';

const BATCH_SIZE = 4;
const STEPS = 4;
/** So small that rounding stays rounding where small batches are normalised. */
const LEARNING_RATE = 1e-3;

/** Whose share it is: the first or the second of two, say. */
const [share = 0, shares = 1] = process.argv.slice(2).map(Number);

/** Those of each task in turn, so that however many are reached they are of all kinds. */
const ranks = new Map<string, number>();
const ORDER = TEMPLATE_CASES.map((each, place) => {
  const rank = ranks.get(each.data.task) ?? 0;
  ranks.set(each.data.task, rank + 1);
  return { each, place, rank };
}).toSorted((left, right) => left.rank - right.rank);

/** What a process tells of a case. */
export interface TrainedTemplate {
  readonly place: number;
  /** Of each step, on the processor and on WebGPU. */
  readonly here: readonly number[];
  readonly there: readonly number[];
  readonly seconds: number;
  /** What went wrong instead. */
  readonly error?: string;
}

async function losses(each: TemplateCase, runtime: Runtime): Promise<readonly number[]> {
  const model = buildTemplate(each.id, each.data);
  if (!model.ok) throw new Error(JSON.stringify(model.error));
  // Plain descent: an adapter that is a program compiles each operator it has not seen, for 50 ms and more.
  const plan = aPlan({ optimizer: 'sgd', learningRate: LEARNING_RATE, seed: 3 });
  const execution = runtime.provider === undefined ? STANDARD_PLAN : await executionPlan(runtime);
  const { data } = each;
  const step = await graphSteps(runtime).openTraining({
    model: model.value,
    plan,
    data,
    batchSize: BATCH_SIZE,
    execution,
    mostSteps: STEPS,
  });
  if (!step.ok) throw new Error(JSON.stringify(step.error));
  const rows = templateRows(each, { steps: STEPS, batchSize: BATCH_SIZE });
  const found: number[] = [];
  let state: Tensors = initialTensors(step.value.state, plan.seed);
  // As many together as a run would take.
  const together = Math.min(step.value.mostSteps, STEPS);
  for (let at = 0; at < STEPS; at += together) {
    const indices = rows.indices.slice(at * BATCH_SIZE, (at + together) * BATCH_SIZE);
    const done = await step.value.run(state, { ...rows, indices });
    if (!done.ok) throw new Error(JSON.stringify(done.error));
    release(state);
    state = done.value.state;
    found.push(...done.value.losses);
  }
  release(state);
  await step.value.close();
  return found;
}

async function tell(): Promise<void> {
  const opened = await openWebgpu();
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const processor = onnxCpuRuntime(1, { spins: () => false });
  for (const { place, each } of ORDER.filter((_, at) => at % shares === share)) {
    const began = performance.now();
    const told = (rest: Partial<TrainedTemplate>): TrainedTemplate => ({
      place,
      here: [],
      there: [],
      seconds: (performance.now() - began) / 1000,
      ...rest,
    });
    try {
      const here = await losses(each, processor);
      const there = await losses(each, opened.value);
      process.send?.(told({ here, there }));
    } catch (bug) {
      process.send?.(told({ error: String(bug) }));
    }
  }
}

await tell();
process.exit(0);
