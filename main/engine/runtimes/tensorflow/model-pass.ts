import type { FittedModel } from '../../../../app/architecture/fits-dataset.ts';
import type { InferredLayer } from '../../../../app/architecture/inferred-layer.ts';
import type { Graph } from '../../../../app/compiler/graph.ts';
import { modelWeights, STEP_COUNTER } from '../../../../app/compiler/model-weights.ts';
import { FEATURES } from '../../../../app/compiler/onnx/edges.ts';
import {
  augmentationPart,
  compiledLayouts,
  type LossPart,
  type LossPartOptions,
  lossPart,
} from '../../../../app/compiler/step-parts.ts';
import { Constants, GraphProgram } from './graph-program.ts';
import { nativeLayer } from './layers/table.ts';
import { type BuiltModel, buildLayersModel, withoutActivation } from './layers-model.ts';
import type { Held } from './operations/operation.ts';
import { keepStatistics, type StepMemory } from './step-memory.ts';
import type { TensorFlow, TfTensor, TfVariable } from './tensorflow-types.ts';

export type PassOptions = Omit<LossPartOptions, 'givesScores' | 'layouts'>;

/** A model's forward pass and losses as TensorFlow runs them. */
export class ModelPass {
  readonly loss: LossPart;
  readonly memory: StepMemory;
  readonly constants: Constants;
  /** Every weight and statistic by its full name. */
  readonly variables: ReadonlyMap<string, TfVariable>;
  readonly #tf: TensorFlow;
  readonly #model: BuiltModel;
  readonly #program: GraphProgram;
  /** What changes samples before they come to the model; null where nothing does. */
  readonly #augmentation: GraphProgram | null;
  /** Of layers that the losses themselves compute. */
  readonly #own: readonly TfVariable[];

  constructor(
    tf: TensorFlow,
    fitted: FittedModel,
    parts: {
      readonly loss: LossPart;
      readonly constants: Constants;
      readonly memory: StepMemory;
      readonly model: BuiltModel;
      readonly augmentation: Graph | null;
    },
  ) {
    this.#tf = tf;
    this.loss = parts.loss;
    this.constants = parts.constants;
    this.memory = parts.memory;
    this.#model = parts.model;
    this.#program = new GraphProgram(tf, parts.loss.graph, parts.constants);
    this.#augmentation =
      parts.augmentation && new GraphProgram(tf, parts.augmentation, parts.constants);
    const own = modelWeights(fitted).filter(({ name }) => !parts.model.variables.has(name));
    // A variable is kept, the zeros that it begins with are not.
    const made = tf.tidy(() =>
      own.map(({ name, shape }) => [name, tf.variable(tf.zeros([...shape]))] as const),
    );
    this.#own = made.map(([, variable]) => variable);
    this.variables = new Map([...parts.model.variables, ...made]);
  }

  /**
   * Runs the pass on a batch that is given by the names of the loss' inputs.
   * @returns outputs of `LossPart`
   */
  run(batch: ReadonlyMap<string, TfTensor>): Map<string, Held> {
    const features = batch.get(FEATURES);
    if (features === undefined) throw new Error('A batch has features');
    const layers = this.#model.apply(this.#augmented(this.#tf.cast(features, 'float32')));
    const results = this.#program.run((name) => {
      if (name === STEP_COUNTER.name) return this.memory.step;
      const held = layers.get(name) ?? batch.get(name) ?? this.variables.get(name);
      if (held === undefined) throw new Error(`The losses were not given ${name}`);
      return held;
    });
    keepStatistics(this.#tf, results, this.memory);
    return results;
  }

  #augmented(features: TfTensor): TfTensor {
    if (this.#augmentation === null) return features;
    const changed = this.#augmentation.run((name) =>
      name === STEP_COUNTER.name ? this.memory.step : features,
    );
    return tensorOf(changed, FEATURES);
  }

  variable(name: string): TfVariable {
    const variable = this.variables.get(name);
    if (variable === undefined) throw new Error(`There is no weight ${name}`);
    return variable;
  }

  dispose(): void {
    this.#model.dispose();
    for (const variable of this.#own) variable.dispose();
    this.constants.dispose();
  }
}

/** Builds a model's pass, forwards and up to its losses. */
export function openPass(tf: TensorFlow, fitted: FittedModel, options: PassOptions): ModelPass {
  const isEnd = ({ id }: InferredLayer) =>
    fitted.layers.every(({ inputs }) => !inputs.includes(id));
  const givesScores = (layer: InferredLayer): boolean =>
    'activation' in layer.config &&
    !layer.masked &&
    isEnd(layer) &&
    nativeLayer(tf, withoutActivation(layer), 'tried') !== null;
  const layouts = compiledLayouts(fitted, options.batchSize);
  const loss = lossPart(fitted, { ...options, givesScores, layouts });
  const constants = new Constants(tf);
  const memory: StepMemory = { step: 0, statistics: new Map() };
  const model = buildLayersModel(tf, fitted, {
    ...options,
    layouts,
    constants,
    memory,
    needed: loss.needed,
  });
  const augmentation = options.mode === 'training' ? augmentationPart(fitted, options) : null;
  return new ModelPass(tf, fitted, { loss, constants, memory, model, augmentation });
}

/** An output that is a tensor. */
export function tensorOf(results: ReadonlyMap<string, Held>, name: string): TfTensor {
  const value = results.get(name);
  if (value === undefined || typeof value === 'number') throw new Error(`There is no ${name}`);
  return value;
}
