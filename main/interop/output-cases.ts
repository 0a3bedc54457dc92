import type { OutputSpec } from '../../app/architecture/model-spec.ts';
import type { LayerId } from '../../app/ids.ts';
import { type LayerCase, type NamedLine, ROW, spec } from './case-models.ts';

/** A head of one sort for classes or a number, one beside it, and one that gives the sample again. */
function tree(classes: number): readonly NamedLine[] {
  const answer = classes > 0 ? { units: classes, activation: 'softmax' } : { units: 1 };
  return [
    ['input', 'Input', { shape: [6] }],
    ['trunk', 'Dense', { units: 5, activation: 'tanh' }],
    ['early', 'Dense', answer, ['trunk']],
    ['back', 'Dense', { units: 6 }, ['trunk']],
    ['deep', 'Dense', { units: 4, activation: 'relu' }, ['trunk']],
    ['late', 'Dense', answer],
  ];
}

type Output = Omit<OutputSpec, 'layer'> & { readonly layer: string };

interface Weighed {
  readonly classes?: number;
  readonly classWeights?: readonly number[];
  readonly sampleWeights?: boolean;
}

function outputCase(
  name: string,
  outputs: readonly Output[],
  { classes = 0, classWeights, sampleWeights }: Weighed = {},
): LayerCase {
  const named = outputs.map((output) => ({ ...output, layer: output.layer as LayerId }));
  const used = new Set(outputs.map(({ layer }) => layer));
  const lines = tree(classes).filter(
    ([id]) =>
      used.has(id) || ['input', 'trunk'].includes(id) || (id === 'deep' && used.has('late')),
  );
  return {
    name,
    model: { ...spec(lines), outputs: named },
    input: ROW,
    classes,
    pytorch: false,
    ...(classWeights && { classWeights }),
    ...(sampleWeights && { sampleWeights }),
  };
}

const BACK: Output = { layer: 'back', target: 'features', weight: 0.3 };
const CLASS_WEIGHTS = [1, 2.5, 0.25, 0];

/** Several outputs, classes and rows that count more or less, and all of it together. */
export const OUTPUT_CASES: readonly LayerCase[] = [
  outputCase('two outputs towards one number', [
    { layer: 'late' },
    { layer: 'early', weight: 0.5 },
  ]),
  outputCase('outputs of different losses', [
    { layer: 'late', loss: 'huber', weight: 2 },
    { layer: 'early', loss: 'mean_absolute_error', weight: 0.25 },
    BACK,
  ]),
  outputCase(
    'classes and the sample itself',
    [{ layer: 'late' }, { layer: 'early', weight: 0.4 }, BACK],
    { classes: 4 },
  ),
  outputCase('one output that counts half', [{ layer: 'late', weight: 0.5 }], { classes: 4 }),
  outputCase('weights of classes', [{ layer: 'late' }], {
    classes: 4,
    classWeights: CLASS_WEIGHTS,
  }),
  outputCase('weights of rows, a number', [{ layer: 'late' }], { sampleWeights: true }),
  outputCase('weights of rows, classes', [{ layer: 'late' }], { classes: 4, sampleWeights: true }),
  outputCase('weights of rows and of classes', [{ layer: 'late' }], {
    classes: 4,
    classWeights: CLASS_WEIGHTS,
    sampleWeights: true,
  }),
  outputCase('weights of rows over several outputs', [{ layer: 'late' }, BACK], {
    sampleWeights: true,
  }),
];
