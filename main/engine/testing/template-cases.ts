import type { DatasetFacts } from '../../../app/architecture/fits-dataset.ts';
import { TEMPLATES, type TemplateId } from '../../../app/architecture/templates.ts';
import type { Box } from '../../../app/boxes/box.ts';
import { type CenterGrid, encodeBoxes, gridShape } from '../../../app/boxes/center-grid.ts';
import type { SampleInput } from '../../../app/dataset/dataset.ts';
import { targetOf } from '../../../app/dataset/sample.ts';
import type { Task } from '../../../app/dataset/tasks.ts';
import { type RandomStream, randomStream } from '../../../app/random.ts';
import { elementCount } from '../../../app/shape.ts';
import { type MadeUpTensor, madeUpSamples } from '../../../app/testing/made-up-samples.ts';
import type { RowInputs } from '../row-source.ts';
import type { Tensor } from '../runtimes/runtime.ts';

const ROWS = 48;
const LABELS = ['a', 'b', 'c'];
const TEXT: SampleInput = { kind: 'tokens', length: 12, vocabulary: 20 };
/** Small data of each task that a template serves. */
const FACTS: Partial<Record<Task, DatasetFacts>> = {
  classification: {
    task: 'classification',
    input: { kind: 'tabular', features: 5 },
    classes: LABELS,
  },
  'image-classification': {
    task: 'image-classification',
    input: { kind: 'image', height: 12, width: 12, channels: 2 },
    classes: LABELS,
  },
  'object-detection': {
    task: 'object-detection',
    input: { kind: 'image', height: 16, width: 16, channels: 3 },
    classes: LABELS,
    sampleTarget: { kind: 'boxes', height: 4, width: 4, classes: 3, most: 2 },
  },
  'text-classification': { task: 'text-classification', input: TEXT, classes: LABELS },
  'language-modeling': {
    task: 'language-modeling',
    input: TEXT,
    classes: [],
    sampleTarget: TEXT,
  },
  translation: {
    task: 'translation',
    input: {
      kind: 'tokens',
      length: 13,
      vocabulary: 20,
      parts: [
        { length: 6, vocabulary: 12 },
        { length: 7, vocabulary: 20 },
      ],
    },
    classes: [],
    sampleTarget: { kind: 'tokens', length: 7, vocabulary: 20 },
  },
  recommendation: {
    task: 'recommendation',
    input: {
      kind: 'tokens',
      length: 13,
      vocabulary: 20,
      parts: [
        { length: 1, vocabulary: 12 },
        { length: 3, vocabulary: 20 },
        { length: 9, vocabulary: 15, optional: true },
      ],
    },
    classes: [],
    sampleTarget: { kind: 'values', shape: [3] },
  },
  reconstruction: {
    task: 'reconstruction',
    input: { kind: 'tabular', features: 5 },
    classes: [],
  },
  forecasting: {
    task: 'forecasting',
    input: { kind: 'series', length: 12, channels: 2 },
    classes: [],
    sampleTarget: { kind: 'values', shape: [3] },
  },
};

const FURTHER: readonly DatasetFacts[] = [
  {
    task: 'reconstruction',
    input: { kind: 'image', height: 10, width: 12, channels: 2 },
    classes: [],
  },
  {
    task: 'recommendation',
    input: {
      kind: 'tokens',
      length: 6,
      vocabulary: 20,
      parts: [
        { length: 1, vocabulary: 12 },
        { length: 1, vocabulary: 20 },
        { length: 4, vocabulary: 15, optional: true },
      ],
    },
    classes: [],
  },
];

/** A template, and small data to train it on. */
export interface TemplateCase {
  readonly id: TemplateId;
  readonly kind: SampleInput['kind'];
  readonly data: DatasetFacts;
}

/** A template that takes samples of several kinds is tried with each. */
export const TEMPLATE_CASES: readonly TemplateCase[] = TEMPLATES.flatMap(({ id, tasks, draw }) => {
  const [first] = tasks.flatMap((task) => FACTS[task] ?? []);
  if (first === undefined) throw new Error(`No data for ${id}`);
  const further = FURTHER.filter((data) => tasks.includes(data.task) && draw(data) !== null);
  return [first, ...further].map((data) => ({
    id,
    kind: data.input.kind,
    data,
  }));
});

function tensorOf({ shape, data }: MadeUpTensor): Tensor {
  if (data instanceof Float32Array) return { dtype: 'float32', shape, data };
  if (data instanceof Uint8Array) return { dtype: 'uint8', shape, data };
  return { dtype: 'int32', shape, data };
}

function targetsOf(facts: DatasetFacts, random: RandomStream): Tensor {
  const target = targetOf(facts);
  if (target.kind === 'tokens') return tensorOf(madeUpSamples(target, ROWS, random));
  if (target.kind === 'values') {
    const shape = [ROWS, ...target.shape];
    const values = Float32Array.from({ length: elementCount(shape) }, () => random.nextFloat());
    return { dtype: 'float32', shape, data: values };
  }
  if (target.kind === 'boxes') return boxTargets(target, random);
  const data = Int32Array.from({ length: ROWS }, () => random.nextBelow(LABELS.length));
  return { dtype: 'int32', shape: [ROWS], data };
}

/** What is to be said of a box or two in each picture. */
function boxTargets(grid: CenterGrid, random: RandomStream): Tensor {
  const shape = gridShape(grid);
  const data = new Float32Array(ROWS * elementCount(shape));
  for (let row = 0; row < ROWS; row += 1) {
    const boxes = Array.from({ length: 1 + (row % 2) }, (): Box => {
      const [left, top] = [random.nextFloat() / 2, random.nextFloat() / 2];
      const side = 0.1 + random.nextFloat() / 3;
      const label = random.nextBelow(LABELS.length);
      return { label, left, top, right: left + side, bottom: top + side };
    });
    data.set(encodeBoxes(boxes, grid), row * elementCount(shape));
  }
  return { dtype: 'float32', shape: [ROWS, ...shape], data };
}

/** Rows of a case, the same ones each time, and a number of batches of them. */
export function templateRows(
  { id, data }: TemplateCase,
  { steps, batchSize }: { readonly steps: number; readonly batchSize: number },
): RowInputs {
  const random = randomStream(5, id);
  return {
    features: tensorOf(madeUpSamples(data.input, ROWS, random)),
    target: targetsOf(data, random),
    indices: Int32Array.from({ length: steps * batchSize }, () => random.nextBelow(ROWS)),
  };
}
