import {
  DEFAULT_HORIZON,
  DEFAULT_WINDOW,
  LONGEST_HORIZON,
  LONGEST_WINDOW,
  SERIES_SCALINGS,
} from '../../../../app/series/series-options.ts';
import type { FamilyStep } from './family-step.ts';

/** Steps of windows of a series. */
export const SERIES_STEPS: readonly FamilyStep[] = [
  {
    kind: 'series-columns',
    section: 'series',
    fields: [
      { name: 'time', kind: 'column' },
      { name: 'id', kind: 'column', optional: true },
      { name: 'values', kind: 'columns' },
    ],
  },
  {
    kind: 'windows',
    section: 'series',
    fields: [
      {
        name: 'window',
        kind: 'number',
        usual: DEFAULT_WINDOW,
        integer: true,
        minimum: 1,
        maximum: LONGEST_WINDOW,
      },
      {
        name: 'horizon',
        kind: 'number',
        usual: DEFAULT_HORIZON,
        integer: true,
        minimum: 1,
        maximum: LONGEST_HORIZON,
      },
    ],
  },
  {
    kind: 'series-scale',
    section: 'series',
    fields: [
      { name: 'scaling', kind: 'choice', choices: SERIES_SCALINGS, usual: 'standard' },
      { name: 'scaleEach', kind: 'flag', usual: false },
    ],
  },
];
