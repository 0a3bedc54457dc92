import type { ConfigValue, LayerSpec, ModelSpec } from '../../app/architecture/model-spec.ts';
import type { SampleInput } from '../../app/dataset/dataset.ts';
import { sampleShape } from '../../app/dataset/sample.ts';
import type { LayerId } from '../../app/ids.ts';
import type { Shape } from '../../app/shape.ts';

/** Numbers to answer: any, in [0, 1), shares that add up to 1, zeros and ones. */
export interface MadeUpValues {
  readonly shape: Shape;
  readonly kind: 'signed' | 'unit' | 'shares' | 'bits';
}

/** A small model with the data that it takes; 0 classes: one number. */
export interface LayerCase {
  readonly name: string;
  readonly model: ModelSpec;
  readonly input: SampleInput;
  readonly classes: number;
  /** What is to be answered where it is no class and no single number. */
  readonly values?: MadeUpValues;
  /** How much samples of each class count; alike where left out. */
  readonly classWeights?: readonly number[];
  /** Whether each row has a weight of its own. */
  readonly sampleWeights?: boolean;
  /** Whether each of its layers has a natural peer in torch.nn. */
  readonly pytorch: boolean;
}

export type Config = Readonly<Record<string, ConfigValue>>;
export type Line = readonly [type: string, config?: Config];

export interface Options {
  readonly classes?: number;
  readonly pytorch?: boolean;
}

export const ROW: SampleInput = { kind: 'tabular', features: 6 };
export const IMAGE: SampleInput = { kind: 'image', height: 7, width: 6, channels: 2 };

/** A layer with its name and the names of those that it takes; the one before it where left out. */
export type NamedLine = readonly [
  id: string,
  type: string,
  config?: Config,
  inputs?: readonly string[],
];

export function spec(layers: readonly NamedLine[]): ModelSpec {
  return {
    version: 1,
    name: 'interop',
    layers: layers.map(
      ([id, type, config = {}, inputs]): LayerSpec => ({
        id: id as LayerId,
        type,
        config,
        ...(inputs && { inputs: inputs as readonly LayerId[] }),
      }),
    ),
  };
}

/** Named lines, which may branch and meet again, from the sample to an output that learns from it. */
export function network(
  name: string,
  input: SampleInput,
  lines: readonly NamedLine[],
  { classes = 0, pytorch = false }: Options = {},
): LayerCase {
  const model = spec([
    ['input', 'Input', { shape: sampleShape(input) }],
    ...lines,
    ['flat', 'Flatten'],
    ['output', 'Dense', outputConfig(classes)],
  ]);
  return { name, model, input, classes, pytorch };
}

/**
 * The lines as a chain between the sample and an output that learns from it. A dense layer stands
 * before them, so that gradients go through them, and one behind.
 */
export function chain(
  name: string,
  input: SampleInput,
  lines: readonly Line[],
  { classes = 0, pytorch = false }: Options = {},
): LayerCase {
  const scaled: readonly Line[] =
    input.kind === 'image' ? [['Rescaling', { scale: 1 / 255, offset: -0.5 }]] : [];
  const end: readonly Line[] = [['Flatten'], ['Dense', outputConfig(classes)]];
  const all: readonly Line[] = [
    ['Input', { shape: sampleShape(input) }],
    ...scaled,
    ...lines,
    ...end,
  ];
  const layers = all.map(([type, config], at) => [`layer${at}`, type, config ?? {}] as const);
  return { name, model: spec(layers), input, classes, pytorch };
}

function outputConfig(classes: number): Config {
  if (classes === 0) return { units: 1 };
  return classes === 2
    ? { units: 1, activation: 'sigmoid' }
    : { units: classes, activation: 'softmax' };
}
