import { describe, expect, it } from 'vitest';
import { STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import { CURVE_STEPS, firstDeviation } from '../../app/training/loss-curve.ts';
import { REFERENCE_NAMES, type ReferenceName } from '../../app/training/reference-model.ts';
import { executionPlan } from './execution-plan.ts';
import { graphSteps } from './graphs.ts';
import { measureReference } from './measure-reference.ts';
import { memoryBandwidth } from './memory-bandwidth.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import type { Tensor, Tensors } from './runtimes/runtime.ts';
import type { StepMaker } from './steps.ts';

const runtime = onnxCpuRuntime(1, { spins: () => false });
const graphs = graphSteps(runtime);
const BRIEFLY = { warmSeconds: 0, seconds: 0.01 };

async function measured(name: ReferenceName, steps: StepMaker, execution = STANDARD_PLAN) {
  const result = await measureReference(name, { runtime, steps, execution }, BRIEFLY);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** An engine that starts from weights that were changed in every tensor. */
function startingFrom(change: (value: number) => number): StepMaker {
  const changed = (state: Tensors): Tensors =>
    Object.fromEntries(
      Object.entries(state).map(([name, tensor]): [string, Tensor] => [
        name,
        tensor.dtype === 'float32' ? { ...tensor, data: tensor.data.map(change) } : tensor,
      ]),
    );
  return {
    ...graphs,
    async openTraining(wanted) {
      const opened = await graphs.openTraining(wanted);
      if (!opened.ok) return opened;
      const step = opened.value;
      let begun = false;
      return {
        ok: true,
        value: {
          batchSize: step.batchSize,
          mostSteps: step.mostSteps,
          measures: step.measures,
          state: step.state,
          inPlace: step.inPlace,
          sessionMs: step.sessionMs,
          close: () => step.close(),
          run(state, rows) {
            const first = !begun;
            begun = true;
            return step.run(first ? changed(state) : state, rows);
          },
        },
      };
    },
  };
}

it('leaves an engine without time four losses that can be compared, and a speed', async () => {
  const time = { warmSeconds: 1, seconds: 60, mostSeconds: 0 };
  const brief = await measureReference('mlp', { runtime, execution: STANDARD_PLAN }, time);
  if (!brief.ok) throw new Error(brief.error.code);
  const whole = await measured('mlp', graphs);
  expect(brief.value.losses).toHaveLength(4);
  expect(brief.value.samplesPerSecond).toBeGreaterThan(0);
  expect(firstDeviation(brief.value.losses, whole.losses)).toBeNull();
  expect(firstDeviation(brief.value.losses.slice(1), whole.losses)).not.toBeNull();
});

/** Eight bits of fraction, as bfloat16 has them. */
function toBfloat16(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] = ((bits[0] ?? 0) + 0x8000) & ~0xffff;
  return new Float32Array(bits.buffer)[0] ?? 0;
}

const withLearningRate = (factor: number): StepMaker => ({
  ...graphs,
  openTraining: ({ plan, ...wanted }) =>
    graphs.openTraining({
      ...wanted,
      plan: { ...plan, learningRate: plan.learningRate * factor },
    }),
});

describe.each(REFERENCE_NAMES)('the reference model %s', (name) => {
  it('learns its made-up rows in the steps that are compared', async () => {
    const { losses, samplesPerSecond } = await measured(name, graphs);
    expect(losses).toHaveLength(CURVE_STEPS);
    expect(losses.at(-1) ?? 9).toBeLessThan((losses[0] ?? 0) / 2);
    expect(samplesPerSecond).toBeGreaterThan(0);
  });

  it('has the same curve by other lowerings and from rounded weights', async () => {
    const { losses } = await measured(name, graphs);
    const lowered = await measured(name, graphs, await executionPlan(runtime));
    expect(firstDeviation(lowered.losses, losses)).toBeNull();
    const rounded = await measured(name, startingFrom(toBfloat16));
    expect(firstDeviation(rounded.losses, losses)).toBeNull();
  });

  it('is found out where an engine trains with another learning rate', async () => {
    const { losses } = await measured(name, graphs);
    const wrong = await measured(name, withLearningRate(1.2));
    expect(firstDeviation(wrong.losses, losses)).not.toBeNull();
  });
});

it('says of a loss that is no number that it is none', async () => {
  const { losses } = await measured(
    'lstm',
    startingFrom(() => Number.NaN),
  );
  expect(losses[0]).toBeNull();
});

it("a processor's memory moves more than a floppy disk and less than a supercomputer", async () => {
  const rate = await memoryBandwidth(runtime);
  if (!rate.ok) throw new Error(rate.error.code);
  expect(rate.value).toBeGreaterThan(1e6);
  expect(rate.value).toBeLessThan(1e14);
});
