import type { SampleInput, SampleTarget } from '../dataset/dataset.ts';
import { sampleShape } from '../dataset/sample.ts';
import type { Task } from '../dataset/tasks.ts';
import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { sameShape, shapeText } from '../shape.ts';
import { AUGMENTATION_LAYERS } from './augmentation-layers.ts';
import { inferLayers } from './infer-model.ts';
import type { InferredLayer } from './inferred-layer.ts';
import type { LayerSpec, TargetSource } from './model-spec.ts';

/** One change that images go through while training, as a layer without a name. */
export type AugmentationStep = Pick<LayerSpec, 'type' | 'config'>;

/** Changes one after the other, in front of the model and in training only; empty for none. */
export type Augmentation = readonly AugmentationStep[];

/**
 * Layers that it may consist of. The first adds a border that a crop, behind it, cuts off elsewhere:
 * images leave as large as they came.
 */
export const AUGMENTATION_TYPES: readonly string[] = [
  ...Object.keys(AUGMENTATION_LAYERS),
  'ZeroPadding2D',
];

/**
 * Lists that go by a name. `light` leaves signs readable, letters and digits among them; `standard`
 * is for photographs, of which a mirror image is another photograph.
 */
export const AUGMENTATION_PRESETS = {
  none: [],
  light: [
    { type: 'RandomTranslation', config: { height_factor: [0.08], width_factor: [0.08] } },
    { type: 'RandomContrast', config: { factor: [0.2] } },
  ],
  standard: [
    { type: 'RandomFlip', config: { mode: 'horizontal' } },
    { type: 'RandomTranslation', config: { height_factor: [0.1], width_factor: [0.1] } },
    { type: 'RandomRotation', config: { factor: [0.03] } },
    { type: 'RandomZoom', config: { height_factor: [0.1] } },
    { type: 'RandomBrightness', config: { factor: [0.1] } },
    { type: 'RandomContrast', config: { factor: [0.2] } },
  ],
} as const satisfies Readonly<Record<string, Augmentation>>;

export type AugmentationPreset = keyof typeof AUGMENTATION_PRESETS;

/** The list of a name; null where none has it. */
export function presetAugmentation(name: string): Augmentation | null {
  const presets: Readonly<Record<string, Augmentation>> = AUGMENTATION_PRESETS;
  return Object.hasOwn(presets, name) ? (presets[name] ?? null) : null;
}

/** The name that a list goes by; null where it is one of one's own. */
export function presetOf(augmentation: Augmentation): AugmentationPreset | null {
  const text = JSON.stringify(augmentation);
  // Keys of the table.
  const names = Object.keys(AUGMENTATION_PRESETS) as AugmentationPreset[];
  return names.find((name) => JSON.stringify(AUGMENTATION_PRESETS[name]) === text) ?? null;
}

/** What an output of the model is to give. */
interface Answered {
  readonly source: TargetSource;
  readonly target: SampleTarget;
}

/** The plan's field that holds it, which errors name together with the change's place, counted from 1. */
const FIELD = 'augmentation';

/**
 * The layers that samples go through before the model.
 * @returns the first change that is unknown or has a wrong argument, or why such samples cannot be changed
 */
export function fitAugmentation(
  augmentation: Augmentation,
  { task, input }: { readonly task: Task; readonly input: SampleInput },
  outputs: readonly Answered[],
): Result<readonly InferredLayer[]> {
  if (augmentation.length === 0) return ok([]);
  const reason = refusal(input.kind, outputs);
  if (reason !== null) return fail({ code: 'plan/augmentation-not-for', task, reason });
  const outside = augmentation.findIndex(({ type }) => !AUGMENTATION_TYPES.includes(type));
  if (outside >= 0) {
    const value = augmentation[outside]?.type ?? '';
    return invalid(`${outside + 1}.type`, value, AUGMENTATION_TYPES.join(' | '));
  }
  const shape = sampleShape(input);
  const outcomes = inferLayers({
    version: 1,
    name: FIELD,
    layers: [
      { id: FIELD as LayerId, type: 'Input', config: { shape } },
      ...augmentation.map((step, at) => ({ ...step, id: nameAt(at) })),
    ],
  });
  const layers: InferredLayer[] = [];
  for (const [at, { inferred, error }] of outcomes.slice(1).entries()) {
    if (error !== null) return fail(ofPlan(error, at));
    // No model can have a layer of that name, so that nothing else draws its numbers.
    if (inferred !== null) layers.push({ ...inferred, id: `${FIELD}/${at + 1}` as LayerId });
  }
  const last = layers.at(-1);
  if (last !== undefined && !sameShape(last.shape, shape)) {
    return invalid(`${layers.length}`, shapeText(last.shape), shapeText(shape));
  }
  return ok(layers);
}

const nameAt = (at: number): LayerId => `${FIELD}.${at + 1}` as LayerId;

function refusal(
  kind: SampleInput['kind'],
  outputs: readonly Answered[],
): 'no-images' | 'boxes' | 'reconstruction' | null {
  if (kind !== 'image') return 'no-images';
  if (outputs.some(({ target }) => target.kind === 'boxes')) return 'boxes';
  return outputs.some(({ source }) => source === 'features') ? 'reconstruction' : null;
}

const invalid = (place: string, value: string, expected: string) =>
  fail({ code: 'plan/field-invalid', field: `${FIELD}.${place}`, value, expected });

/** What is wrong with a layer, as what is wrong with the plan's field. */
function ofPlan(error: AppError, at: number): AppError {
  const place = `${FIELD}.${at + 1}`;
  switch (error.code) {
    case 'architecture/config-invalid': {
      const { key, value, expected } = error;
      return { code: 'plan/field-invalid', field: `${place}.${key}`, value, expected };
    }
    case 'architecture/config-unknown':
      return { code: 'plan/field-unknown', field: `${place}.${error.key}`, known: error.known };
    default:
      return error;
  }
}
