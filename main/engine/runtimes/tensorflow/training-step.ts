import { setImmediate } from 'node:timers/promises';
import type { FittedModel } from '../../../../app/architecture/fits-dataset.ts';
import type { StateTensor } from '../../../../app/compiler/compiled.ts';
import { STEP_COUNTER } from '../../../../app/compiler/model-weights.ts';
import type { OptimizerSettings } from '../../../../app/compiler/optimizers/settings.ts';
import { keptTensors, type UpdatePart, updatePart } from '../../../../app/compiler/step-parts.ts';
import type { Result } from '../../../../app/errors.ts';
import { batchLosses, type MeasurePlan } from '../../../../app/metrics/measures.ts';
import type { RowInputs } from '../../row-source.ts';
import type { StepsDone, TrainingStep } from '../../steps.ts';
import type { Tensors } from '../runtime.ts';
import { CarriedTensors, spreadBlock } from './carried-tensors.ts';
import { type GraphOptimizer, graphOptimizer } from './graph-optimizer.ts';
import { GraphProgram } from './graph-program.ts';
import { KeptVariables } from './kept-variables.ts';
import { type ModelPass, openPass, type PassOptions, tensorOf } from './model-pass.ts';
import { withinMemory } from './out-of-memory.ts';
import { batchTensors } from './rows.ts';
import type { TensorFlow, TfTensor, TfVariable } from './tensorflow-types.ts';

export type TrainingOptions = Omit<PassOptions, 'mode'> & {
  readonly settings: OptimizerSettings;
  readonly plannedSteps: number | undefined;
};

export function openTrainingStep(
  tf: TensorFlow,
  fitted: FittedModel,
  options: TrainingOptions,
): TrainingStep {
  const began = performance.now();
  const pass = openPass(tf, fitted, { ...options, mode: 'training' });
  const update = updatePart(fitted, options.settings, options.plannedSteps);
  const kept = keptTensors(fitted);
  const step = new EagerTrainingStep(tf, pass, update, kept, options.batchSize);
  step.sessionMs = performance.now() - began;
  return step;
}

/** A training step that TensorFlow takes operator by operator, differentiating as it goes. */
class EagerTrainingStep implements TrainingStep {
  readonly batchSize: number;
  readonly mostSteps = Number.POSITIVE_INFINITY;
  readonly inPlace = [];
  readonly byOperator = true;
  readonly measures: MeasurePlan;
  readonly state: readonly StateTensor[];
  sessionMs = 0;
  readonly #tf: TensorFlow;
  readonly #pass: ModelPass;
  readonly #update: UpdatePart;
  readonly #carried: CarriedTensors;
  readonly #kept: KeptVariables;
  readonly #optimizer: GraphOptimizer;
  readonly #trained: ReadonlyMap<string, TfVariable>;

  constructor(
    tf: TensorFlow,
    pass: ModelPass,
    update: UpdatePart,
    kept: readonly StateTensor[],
    batchSize: number,
  ) {
    this.#tf = tf;
    this.#pass = pass;
    this.#update = update;
    this.batchSize = batchSize;
    this.measures = pass.loss.measures;
    const parts = update.carried.flatMap((each) => each.parts);
    this.state = [STEP_COUNTER, ...parts, ...kept];
    const shapes = new Map([...update.graph.inputs].map(([name, { shape }]) => [name, shape]));
    this.#carried = new CarriedTensors(tf, update.carried, shapes);
    this.#kept = new KeptVariables(
      tf,
      kept.map(({ name }) => name),
      pass.variables,
    );
    const names = update.blocks.flatMap(({ weights }) => weights.map(({ name }) => name));
    this.#trained = new Map(names.map((name) => [name, pass.variable(name)]));
    const program = new GraphProgram(tf, update.graph, pass.constants);
    this.#optimizer = graphOptimizer(tf, update, program, {
      carried: this.#carried,
      memory: pass.memory,
      variables: this.#trained,
    });
  }

  async run(state: Tensors, rows: RowInputs): Promise<Result<StepsDone>> {
    // What TensorFlow computes here blocks the thread: first let in what the host has to say.
    await setImmediate();
    return withinMemory(() => this.#run(state, rows));
  }

  #run(state: Tensors, rows: RowInputs): StepsDone {
    const { memory } = this.#pass;
    this.#enter(state);
    const first = Number(state[STEP_COUNTER.name]?.data[0] ?? 0);
    const steps = rows.indices.length / this.batchSize;
    const measured: TfTensor[] = [];
    for (let step = 0; step < steps; step += 1) {
      memory.step = first + step;
      measured.push(this.#step(rows, step * this.batchSize));
    }
    const measures = this.#tf.tidy(() => this.#tf.concat(measured).dataSync<'float32'>());
    for (const each of measured) each.dispose();
    const next: Tensors = {
      [STEP_COUNTER.name]: {
        dtype: 'int64',
        shape: [],
        data: BigInt64Array.of(BigInt(first + steps)),
      },
      ...this.#carried.leave(),
      ...this.#kept.leave(),
    };
    return { state: next, losses: batchLosses(this.measures, measures), measures };
  }

  async close(): Promise<void> {
    this.#carried.dispose();
    this.#pass.dispose();
    this.#optimizer.dispose();
  }

  /** @returns what was measured, which is kept */
  #step(rows: RowInputs, from: number): TfTensor {
    const { memory } = this.#pass;
    return this.#tf.tidy(() => {
      const batch = batchTensors(this.#tf, rows, from, this.batchSize);
      let measures: TfTensor | null = null;
      const objective = () => {
        const results = this.#pass.run(batch);
        measures = this.#tf.keep(tensorOf(results, 'measures'));
        return this.#tf.reshape(tensorOf(results, 'objective'), []).asScalar();
      };
      const trained = [...this.#trained.values()];
      if (trained.length > 0) {
        this.#optimizer.applyGradients(this.#optimizer.computeGradients(objective, trained).grads);
      } else {
        objective();
        this.#optimizer.applyGradients({});
      }
      this.#kept.follow(memory.statistics);
      memory.statistics.clear();
      if (measures === null) throw new Error('A step measures');
      return measures;
    });
  }

  #enter(state: Tensors): void {
    const changed = this.#carried.enter(state);
    this.#kept.enter(state);
    this.#tf.tidy(() => {
      for (const block of this.#update.blocks) {
        if (changed.has(block.name)) spreadBlock(this.#tf, block, this.#carried, this.#trained);
      }
    });
  }
}
