import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { Fields } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import {
  type Activation,
  defineLayer,
  type LayerDefinition,
  soleInput,
} from './layer-definition.ts';

/**
 * Layers around another one. Its type stands under `layer` and its arguments beside, as in
 * `{ layer: 'LSTM', units: 64, merge_mode: 'sum' }` for `Bidirectional(LSTM(64), merge_mode='sum')`.
 */
export type Wrappable = Readonly<Record<string, LayerDefinition>>;

function wrapped(definitions: Wrappable, type: string): LayerDefinition {
  const definition = definitions[type];
  if (definition === undefined) throw new Error(`${type} cannot be wrapped`);
  return definition;
}

/** What of a wrapped layer stands before its weights' names. */
export const DIRECTIONS = ['forward', 'backward'] as const;

/** How the outputs of both directions come together; `none` gives them one after the other. */
const MERGE_MODES = ['concat', 'sum', 'mul', 'ave', 'none'] as const;

/** The direction is the wrapper's to say. */
function ofDirections({ go_backwards: _direction, ...fields }: Fields): Fields {
  return fields;
}

/**
 * A recurrent layer forwards, and a second one, with weights of its own, backwards through the same
 * sequence. With `return_sequences` both give zeros at masked steps, as Keras has it. States to begin
 * with come as further inputs, those of the forward layer first, and go out likewise. A regulariser
 * of activities counts what each direction gives, before the two come together.
 * @source Schuster & Paliwal 1997; Keras 3 `Bidirectional`
 */
export function bidirectional<const Type extends string>(
  layers: { readonly [T in Type]: LayerDefinition },
  types: readonly Type[],
) {
  const definitions: Wrappable = layers;
  return defineLayer({
    type: 'Bidirectional',
    category: 'sequence',
    fields: {
      layer: { kind: 'choice', choices: types },
      merge_mode: { kind: 'choice', choices: MERGE_MODES, default: 'concat' },
    },
    innerFields: ({ layer }) => ofDirections(wrapped(definitions, layer).fields),
    inputCount: { minimum: 1, maximum: 5 },
    masksOutput: (config, masked) =>
      wrapped(definitions, config.layer).masksOutput?.(config, masked, []) ?? false,
    inferShape: (config, inputs, layerId) => {
      const inner = wrapped(definitions, config.layer);
      const [sequence = [], ...states] = inputs;
      const half = states.length / 2;
      const error = oddStates(inputs.length, inner, layerId);
      if (error !== null) return fail(error);
      const outputs = [states.slice(0, half), states.slice(half)].map((own) =>
        inner.inferShape(config, [sequence, ...own], layerId),
      );
      const failed = outputs.find((output) => !output.ok);
      return failed ?? merged(config.merge_mode, outputs[0]);
    },
    furtherOutputs: (config, inputs) => {
      const inner = wrapped(definitions, config.layer);
      const [sequence = []] = inputs;
      const states = inner.furtherOutputs?.(config, [sequence]) ?? [];
      const one = inner.inferShape(config, [sequence], '' as LayerId);
      const second = config.merge_mode === 'none' && one.ok ? [one.value] : [];
      return [...second, ...states, ...states];
    },
    finalActivation: (): Activation => 'linear',
    weights: (config, inputs) =>
      DIRECTIONS.flatMap((direction) =>
        wrapped(definitions, config.layer)
          .weights(config, inputs)
          .map((weight) => ({ ...weight, name: `${direction}/${weight.name}` })),
      ),
  });
}

/** Fails unless there are as many states as both directions have, or none. */
function oddStates(found: number, inner: LayerDefinition, layerId: LayerId): AppError | null {
  const { inputCount } = inner;
  const states = typeof inputCount === 'number' ? 0 : inputCount.maximum - 1;
  const expected = 1 + 2 * states;
  return found === 1 || found === expected
    ? null
    : { code: 'architecture/input-count', layerId, expected, found };
}

function merged(mode: string, output: Result<Shape> | undefined): Result<Shape> {
  if (output === undefined || !output.ok) throw new Error('Both directions give something');
  const { value: shape } = output;
  return ok(mode === 'concat' ? shape.with(-1, 2 * (shape.at(-1) ?? 0)) : shape);
}

/**
 * One layer over every time step of a sequence by itself.
 * @source Keras 3 `TimeDistributed`
 */
export function timeDistributed(definitions: Wrappable, types: readonly string[]) {
  const step = (inputs: readonly Shape[]): Shape => soleInput(inputs).slice(1);
  return defineLayer({
    type: 'TimeDistributed',
    category: 'sequence',
    fields: { layer: { kind: 'choice', choices: types } },
    innerFields: ({ layer }) => wrapped(definitions, layer).fields,
    inputCount: 1,
    inferShape: (config, inputs, layerId) => {
      const shape = soleInput(inputs);
      const [time] = shape;
      if (time === undefined || shape.length < 2) {
        const error = { code: 'architecture/rank-mismatch', layerId, expectedRank: 2 } as const;
        return fail({ ...error, actual: shape });
      }
      const output = wrapped(definitions, config.layer).inferShape(config, [step(inputs)], layerId);
      return output.ok ? ok([time, ...output.value]) : output;
    },
    finalActivation: (config, inputs) => {
      const inner = wrapped(definitions, config.layer);
      return inner.finalActivation?.(config, [step(inputs)]) ?? activationOf(config);
    },
    weights: (config, inputs) => wrapped(definitions, config.layer).weights(config, [step(inputs)]),
  });
}

/** What an argument `activation` says, which the layer's own fields have read. */
function activationOf(config: object): Activation {
  return 'activation' in config ? (config.activation as Activation) : 'linear';
}

/** Layers that make sense at each step by itself: one input, and no tie between samples or steps. */
export function typesOfSteps(definitions: Wrappable): readonly string[] {
  const tied = new Set(['BatchNormalization', 'Masking']);
  return Object.values(definitions)
    .filter(({ type, inputCount }) => inputCount === 1 && !tied.has(type))
    .map(({ type }) => type);
}
