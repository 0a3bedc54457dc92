import {
  COLOR_MODES,
  IMAGE_FITS,
  LEAST_CROP,
  LONGEST_SIDE,
  NORMALISATIONS,
} from '../../../../app/dataset/image-options.ts';
import type { Task } from '../../../../app/dataset/tasks.ts';
import type { FamilyStep } from './family-step.ts';
import { CHANGES, changesOf, PRESETS, resized, withChanges } from './picture-changes.ts';

const pixels = {
  kind: 'number',
  usual: null,
  integer: true,
  minimum: 1,
  maximum: LONGEST_SIDE,
  half: true,
} as const;

/** What pictures with boxes or to be given back go through: nothing that would move what is to be answered. */
const STILL_STEPS: readonly FamilyStep[] = [
  {
    kind: 'picture-size',
    section: 'images',
    arguments: { read: ({ images }) => ({ ...images }), write: resized },
    fields: [
      { ...pixels, name: 'height' },
      { ...pixels, name: 'width' },
    ],
    join: ' × ',
  },
  {
    kind: 'picture-colours',
    section: 'images',
    fields: [{ name: 'colorMode', kind: 'choice', choices: COLOR_MODES, usual: 'rgb' }],
  },
];

const CROP_STEP: FamilyStep = {
  kind: 'picture-crop',
  section: 'images',
  fields: [
    { name: 'crop', kind: 'number', usual: 1, minimum: LEAST_CROP, maximum: 1, isShare: true },
    { name: 'fit', kind: 'choice', choices: IMAGE_FITS, usual: 'stretch' },
  ],
};

const VALUES_STEP: FamilyStep = {
  kind: 'picture-values',
  section: 'images',
  fields: [{ name: 'normalisation', kind: 'choice', choices: NORMALISATIONS, usual: 'unit' }],
};

/** Steps of pictures, by task. */
export const PICTURE_STEPS: Readonly<Partial<Record<Task, readonly FamilyStep[]>>> = {
  'image-classification': [
    CROP_STEP,
    ...STILL_STEPS,
    VALUES_STEP,
    {
      kind: 'picture-changes',
      section: 'images',
      arguments: { within: 'augmentation', read: changesOf, write: withChanges },
      fields: [
        { name: 'preset', kind: 'choice', choices: PRESETS, words: 'augmentation', usual: 'none' },
        { name: 'changes', kind: 'several', choices: CHANGES, isCode: true },
      ],
    },
  ],
  'object-detection': [...STILL_STEPS, VALUES_STEP],
  reconstruction: [CROP_STEP, ...STILL_STEPS],
};
