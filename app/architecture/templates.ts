import type { SampleInput, Task } from '../dataset/dataset.ts';
import { sampleShape } from '../dataset/sample.ts';
import { fail, ok, type Result } from '../errors.ts';
import { addLayer } from './edit-model.ts';
import type { DatasetFacts } from './fits-dataset.ts';
import type { LayerSpec, ModelSpec } from './model-spec.ts';

type LayerDraft = readonly [type: string, config?: LayerSpec['config']];
type InputOf<Kind extends SampleInput['kind']> = Extract<SampleInput, { kind: Kind }>;

export const TEMPLATE_IDS = [
  'tabular-linear',
  'tabular-mlp',
  'image-softmax',
  'image-mlp',
  'image-lenet',
  'image-cnn',
] as const;
export type TemplateId = (typeof TEMPLATE_IDS)[number];

/** A ready model for some tasks; `suggestedPlan` in `training/` has the plan that suits it. */
export interface Template {
  readonly id: TemplateId;
  readonly tasks: readonly Task[];
  /** The model made to fit a dataset; fails for a task that is not the template's. */
  readonly build: (facts: DatasetFacts) => Result<ModelSpec>;
}

/** Bytes of an image to [0, 1]. */
const PIXELS_TO_UNIT: LayerDraft = ['Rescaling', { scale: 1 / 255 }];

/** In the order they are offered: the simplest first. */
export const TEMPLATES: readonly Template[] = [
  tabularTemplate('tabular-linear', []),
  tabularTemplate('tabular-mlp', [
    ['Dense', { units: 64, activation: 'relu' }],
    ['Dense', { units: 32, activation: 'relu' }],
  ]),
  imageTemplate('image-softmax', () => [['Flatten']]),
  imageTemplate('image-mlp', () => [
    ['Flatten'],
    ['Dense', { units: 256, activation: 'relu' }],
    ['Dropout', { rate: 0.2 }],
    ['Dense', { units: 128, activation: 'relu' }],
    ['Dropout', { rate: 0.2 }],
  ]),
  imageTemplate('image-lenet', lenetLayers),
  imageTemplate('image-cnn', cnnLayers),
];

/** The template of that id made to fit a dataset. */
export function buildTemplate(id: string, facts: DatasetFacts): Result<ModelSpec> {
  const template = TEMPLATES.find((candidate) => candidate.id === id);
  return template === undefined
    ? fail({ code: 'architecture/template-unknown', template: id, known: TEMPLATE_IDS })
    : template.build(facts);
}

/** Templates that serve a task. */
export function templatesFor(task: Task): readonly Template[] {
  return TEMPLATES.filter((template) => template.tasks.includes(task));
}

function tabularTemplate(id: TemplateId, hidden: readonly LayerDraft[]): Template {
  return template(id, ['classification', 'regression'], 'tabular', () => hidden);
}

function imageTemplate(
  id: TemplateId,
  hidden: (input: InputOf<'image'>) => readonly LayerDraft[],
): Template {
  return template(id, ['image-classification'], 'image', (input) => [
    PIXELS_TO_UNIT,
    ...hidden(input),
  ]);
}

function template<Kind extends SampleInput['kind']>(
  id: TemplateId,
  tasks: readonly Task[],
  kind: Kind,
  hidden: (input: InputOf<Kind>) => readonly LayerDraft[],
): Template {
  const takes = (input: SampleInput): input is InputOf<Kind> => input.kind === kind;
  return {
    id,
    tasks,
    build: ({ task, input, classes }) => {
      if (!tasks.includes(task) || !takes(input)) {
        const known = templatesFor(task).map((each) => each.id);
        return fail({ code: 'architecture/template-task', template: id, task, known });
      }
      const output: LayerDraft =
        classes.length === 0
          ? ['Dense', { units: 1 }]
          : ['Dense', { units: classes.length, activation: 'softmax' }];
      const empty: ModelSpec = { version: 1, name: id, layers: [] };
      const drafts: readonly LayerDraft[] = [
        ['Input', { shape: sampleShape(input) }],
        ...hidden(input),
        output,
      ];
      return ok(drafts.reduce((model, [type, config]) => addLayer(model, type, config), empty));
    },
  };
}

/**
 * LeNet-5 with today's ReLU and max pooling. Images too small for its unpadded second convolution are padded.
 * @source LeCun et al. 1998, Gradient-based learning applied to document recognition, §II.B
 */
function lenetLayers({ height, width }: InputOf<'image'>): readonly LayerDraft[] {
  const padding = Math.min(height, width) >= 20 ? 'valid' : 'same';
  return [
    ['Conv2D', { filters: 6, kernel_size: [5, 5], padding: 'same', activation: 'relu' }],
    ['MaxPooling2D', { padding: 'same' }],
    ['Conv2D', { filters: 16, kernel_size: [5, 5], padding, activation: 'relu' }],
    ['MaxPooling2D', { padding: 'same' }],
    ['Flatten'],
    ['Dense', { units: 120, activation: 'relu' }],
    ['Dense', { units: 84, activation: 'relu' }],
  ];
}

/** Blocks of convolution, batch normalisation and pooling, until about eight pixels a side are left. */
function cnnLayers({ height, width }: InputOf<'image'>): readonly LayerDraft[] {
  const halvings = Math.ceil(Math.log2(Math.max(height, width) / 8));
  const blocks = Math.min(4, Math.max(2, halvings));
  return [
    ...Array.from({ length: blocks }, (_, block) => convolutionBlock(32 * 2 ** block)).flat(),
    ['Flatten'],
    ['Dense', { units: 128, activation: 'relu' }],
    ['Dropout', { rate: 0.4 }],
  ];
}

/**
 * The convolution needs no bias: batch normalisation brings its own. Its moving statistics follow faster than by
 * Keras' default, which takes more steps than a small dataset has in an epoch or ten.
 */
function convolutionBlock(filters: number): readonly LayerDraft[] {
  return [
    ['Conv2D', { filters, kernel_size: [3, 3], padding: 'same', use_bias: false }],
    ['BatchNormalization', { momentum: 0.9 }],
    ['Activation', { activation: 'relu' }],
    ['MaxPooling2D', { padding: 'same' }],
  ];
}
