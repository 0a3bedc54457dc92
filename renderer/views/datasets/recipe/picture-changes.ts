import {
  AUGMENTATION_PRESETS,
  type Augmentation,
  presetAugmentation,
  presetOf,
} from '../../../../app/architecture/augmentation.ts';
import { STARTER_CONFIGS } from '../../../../app/architecture/starter-config.ts';
import type { Recipe } from '../../../../app/dataset/dataset.ts';
import { readAugmentation } from '../../../../app/training/read-augmentation.ts';
import { type Arguments, said } from './family-step.ts';

export const PRESETS: readonly string[] = Object.keys(AUGMENTATION_PRESETS);

/** Changes to choose from, in the order in which they are made. */
export const CHANGES = [
  'RandomFlip',
  'RandomTranslation',
  'RandomRotation',
  'RandomZoom',
  'RandomCrop',
  'RandomBrightness',
  'RandomContrast',
  'RandomErasing',
  'MixUp',
] as const;

type Change = (typeof CHANGES)[number];

/** Pixels of the border that a crop cuts off elsewhere. @source He et al. 2016, arXiv:1512.03385, §4.2 */
const BORDER_PIXELS = 4;
const BORDER = 'ZeroPadding2D';

/** What training changes of pictures: the name of the list, and its layers. */
export function changesOf(recipe: Recipe): Arguments {
  const list = listOf(recipe);
  const types = list.map(({ type }) => type);
  // The border is part of the crop.
  const shown = types.filter((type) => type !== BORDER || !types.includes('RandomCrop'));
  return { preset: presetOf(list) ?? 'own', changes: shown };
}

/** With another list that has a name, or with other layers: those that stay are as they were. */
export function withChanges(recipe: Recipe, name: string, value: unknown): Partial<Recipe> {
  const list = listOf(recipe);
  const changed =
    name === 'preset' ? (presetAugmentation(String(value)) ?? list) : chosen(list, value, recipe);
  const { augmentation: _, ...images } = recipe.images ?? {};
  return { images: changed.length === 0 ? images : { ...images, augmentation: changed } };
}

/** Pictures of another size: what cuts them to the size of before, cuts them to the new one. */
export function resized(recipe: Recipe, name: string, value: unknown): Partial<Recipe> {
  const images = recipe.images ?? {};
  const was = said({ ...images })[name];
  const augmentation = images.augmentation?.map((change) =>
    change.type === 'RandomCrop' && change.config[name] === was && value !== undefined
      ? { ...change, config: { ...change.config, [name]: value } }
      : change,
  );
  return { images: said({ ...images, augmentation, [name]: value }) };
}

function listOf({ images }: Recipe): Augmentation {
  const read = readAugmentation(images?.augmentation ?? []);
  return read.ok ? read.value : [];
}

function chosen(list: Augmentation, value: unknown, { images }: Recipe): Augmentation {
  const wanted: readonly unknown[] = Array.isArray(value) ? value : [];
  const kept = list.filter(
    ({ type }) => wanted.includes(type) || (type === BORDER && wanted.includes('RandomCrop')),
  );
  const added = CHANGES.filter(
    (type) => wanted.includes(type) && !list.some((one) => one.type === type),
  );
  const { height = 1, width = 1 } = images ?? {};
  const fresh = (type: Change): Augmentation =>
    type === 'RandomCrop'
      ? [
          { type: BORDER, config: { padding: BORDER_PIXELS } },
          { type, config: { height, width } },
        ]
      : [{ type, config: STARTER_CONFIGS[type] }];
  return [...kept, ...added.flatMap(fresh)];
}
