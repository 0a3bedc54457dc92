import type { ConfigValue, LayerSpec, ModelSpec } from '../../app/architecture/model-spec.ts';
import type { SampleInput } from '../../app/dataset/dataset.ts';
import { sampleShape } from '../../app/dataset/sample.ts';
import type { LayerId } from '../../app/ids.ts';

/** A small model with the data that it takes; 0 classes: one number. */
export interface LayerCase {
  readonly name: string;
  readonly model: ModelSpec;
  readonly input: SampleInput;
  readonly classes: number;
  /** Whether each of its layers has a natural peer in torch.nn. */
  readonly pytorch: boolean;
}

type Config = Readonly<Record<string, ConfigValue>>;
type Line = readonly [type: string, config?: Config];

interface Options {
  readonly classes?: number;
  readonly pytorch?: boolean;
}

const ROW: SampleInput = { kind: 'tabular', features: 6 };
const IMAGE: SampleInput = { kind: 'image', height: 7, width: 6, channels: 2 };

function spec(layers: readonly (readonly [id: string, ...Line])[]): ModelSpec {
  return {
    version: 1,
    name: 'interop',
    layers: layers.map(
      ([id, type, config = {}]): LayerSpec => ({ id: id as LayerId, type, config }),
    ),
  };
}

/**
 * The lines as a chain between the sample and an output that learns from it. A dense layer stands
 * before them, so that gradients go through them, and one behind.
 */
function chain(
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

const natural = { pytorch: true } as const;
const conv = (config: Config): Line => ['Conv2D', { filters: 4, kernel_size: [3, 3], ...config }];
const widen: Line = ['Dense', { units: 5, activation: 'tanh' }];

/** What optimisers are compared on. */
export const OPTIMIZER_MODEL = chain('two dense layers', ROW, [widen, widen], natural);

/** At least one case for each layer of the catalogue; a test holds the two against each other. */
export const LAYER_CASES: readonly LayerCase[] = [
  chain('Dense, a number', ROW, [['Dense', { units: 8, activation: 'relu' }]], natural),
  chain('Dense, two classes', ROW, [widen], { classes: 2, ...natural }),
  chain('Dense, four classes', ROW, [widen], { classes: 4, ...natural }),
  chain('Dense without bias', ROW, [['Dense', { units: 3, use_bias: false }], widen], natural),
  chain('Activation', ROW, [widen, ['Activation', { activation: 'sigmoid' }]], natural),
  chain('Dropout that drops nothing', ROW, [widen, ['Dropout', { rate: 0 }]]),
  chain('Conv2D', IMAGE, [conv({ activation: 'relu' })], natural),
  chain('Conv2D, same', IMAGE, [conv({ padding: 'same' }), conv({ groups: 2 })], natural),
  chain('Conv2D, strided', IMAGE, [conv({ strides: [2, 2], padding: 'same' })]),
  chain('Conv2D, dilated', IMAGE, [conv({ dilation_rate: [2, 1], use_bias: false })]),
  chain('MaxPooling2D', IMAGE, [conv({}), ['MaxPooling2D']], natural),
  chain('MaxPooling2D, overlapping', IMAGE, [
    conv({ padding: 'same' }),
    ['MaxPooling2D', { pool_size: [3, 3], strides: [2, 2], padding: 'same' }],
  ]),
  chain('BatchNormalization', ROW, [widen, ['BatchNormalization'], widen], natural),
  chain('BatchNormalization of images', IMAGE, [conv({}), ['BatchNormalization']], natural),
  chain('BatchNormalization, bare', ROW, [
    widen,
    ['BatchNormalization', { center: false, scale: false, momentum: 0.8 }],
  ]),
];
