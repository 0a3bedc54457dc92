import type { DatasetFacts } from '../../architecture/fits-dataset.ts';
import type { ModelSpec } from '../../architecture/model-spec.ts';
import {
  addMeasures,
  batchLosses,
  finishMeasures,
  measureWidth,
  NO_SUMS,
} from '../../metrics/measures.ts';
import { compileTraining } from '../compile-training.ts';
import type { CompiledTraining } from '../compiled.ts';
import { STANDARD_PLAN } from '../execution-plan.ts';
import { initialState } from '../initial-state.ts';
import { MEASURES } from '../onnx/edges.ts';
import type { StepSettings } from './models.ts';
import type { Fed, Fetched, OpenModel } from './onnx-runner.ts';

export type State = Readonly<Record<string, Fed>>;

/** The compiled step of a model that is known to be right. */
export function compiled(
  model: ModelSpec,
  settings: StepSettings,
  facts: DatasetFacts,
  batchSize: number,
  execution = STANDARD_PLAN,
): CompiledTraining {
  const result = compileTraining(model, settings, facts, batchSize, execution);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** What training starts from, as feeds. */
export function startingState({ state }: CompiledTraining, seed: number): State {
  const values = initialState(state, seed);
  return Object.fromEntries(
    state.map(({ name, shape }) => {
      const data = values.get(name);
      if (data === undefined) throw new Error(`No value for ${name}`);
      return [name, { data, shape }];
    }),
  );
}

const unchanged = (training: CompiledTraining, state: State, name: string) =>
  training.unchanged.includes(name) ? state[name]?.data : undefined;

/** Runs one call of as many steps as `rows` makes batches. */
export async function trainCall(
  training: CompiledTraining,
  model: OpenModel,
  state: State,
  data: {
    readonly features: Fed;
    readonly target: Fed;
    /** Of each row, where rows have one. */
    readonly weight?: Fed;
  },
  rows: Int32Array,
): Promise<{
  readonly state: State;
  readonly outputs: Fetched;
  readonly losses: readonly number[];
  /** What each step measured. */
  readonly metrics: readonly Readonly<Record<string, number>>[];
}> {
  const { batchSize } = training;
  const indices: Fed = { data: rows, shape: [rows.length / batchSize, batchSize] };
  const outputs = await model.run({ ...state, ...data, indices });
  const next = training.state.map(({ name, shape }) => {
    const value = outputs[`${name}:next`] ?? unchanged(training, state, name);
    if (value === undefined) throw new Error(`No next value of ${name}`);
    return [name, { data: value, shape }] as const;
  });
  const { measures: plan } = training;
  const width = measureWidth(plan);
  const values = Float32Array.from(outputs[MEASURES] ?? [], Number);
  const metrics = Array.from({ length: values.length / width }, (_, step) =>
    finishMeasures(
      plan,
      addMeasures(plan, NO_SUMS, values.slice(step * width, (step + 1) * width)),
    ),
  );
  return {
    state: Object.fromEntries(next),
    outputs,
    losses: [...batchLosses(plan, values)],
    metrics,
  };
}
