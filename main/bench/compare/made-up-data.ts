import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetFacts } from '../../../app/architecture/fits-dataset.ts';
import type { SampleInput, SampleTarget, Split } from '../../../app/dataset/dataset.ts';
import type {
  PreparedManifest,
  PreparedSplit,
  PreparedTensor,
} from '../../../app/dataset/prepared.ts';
import {
  sampleShape,
  sampleType,
  targetOf,
  targetShape,
  targetType,
} from '../../../app/dataset/sample.ts';
import { type RandomStream, randomStream } from '../../../app/random.ts';
import { elementCount, type Shape } from '../../../app/shape.ts';
import { MANIFEST_FILE } from '../../shards/manifest.ts';
import type { TensorData } from '../../shards/tensor-data.ts';
import { TensorWriter } from '../../shards/write.ts';

/** Validation is no part of the comparison. */
const VALIDATION_ROWS = 256;
/** Rows are made up by so many at a time. */
const CHUNK_ROWS = 512;
/** So many chunks differ, and then they come again: what numbers they are makes no step faster. */
const DIFFERENT_CHUNKS = 16;

/**
 * Writes a prepared dataset of random samples and targets, as an import would leave it.
 * @param rows rows of the training split
 */
export async function writeMadeUpData(
  folder: string,
  facts: DatasetFacts,
  rows: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const split = (name: Split, count: number) => writeSplit(folder, name, facts, count);
  const manifest: PreparedManifest = {
    version: 2,
    ...facts,
    splits: {
      train: await split('train', rows),
      val: await split('val', VALIDATION_ROWS),
      test: await split('test', VALIDATION_ROWS),
    },
    recipe: {
      version: 2,
      recipe: null,
      table: null,
      target:
        facts.classes.length > 0
          ? { kind: 'label', column: null, classes: facts.classes }
          : { kind: 'standardize', column: 'target', mean: 0, stddev: 1 },
    },
    fingerprint: 'made-up',
  };
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(manifest));
}

async function writeSplit(
  folder: string,
  name: Split,
  facts: DatasetFacts,
  rows: number,
): Promise<PreparedSplit> {
  const { input } = facts;
  const target = targetOf(facts);
  const random = randomStream(1, name);
  const write = async (
    tensor: string,
    dtype: PreparedTensor['dtype'],
    shape: Shape,
    values: (length: number, firstRow: number) => TensorData,
  ): Promise<PreparedTensor> => {
    const writer = new TensorWriter(folder, `${name}-${tensor}`, dtype, shape);
    for (let row = 0; row < rows; row += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - row);
      await writer.append(values(count * elementCount(shape), row));
    }
    return (await writer.finish()).tensor;
  };
  const features = repeated((length) => sampleValues(input, length, random));
  const targets = repeated((length) => targetValues(target, facts.classes.length, length, random));
  return {
    rows,
    features: await write('features', sampleType(input), sampleShape(input), features),
    target: await write('target', targetType(target), targetShape(target), targets),
    sourceRows: await write('source-rows', 'uint32', [], (length, first) =>
      Uint32Array.from({ length }, (_, at) => first + at),
    ),
  };
}

/** Makes the first chunks up; later ones of the same length are those again. */
function repeated(make: (length: number) => TensorData) {
  const made: TensorData[] = [];
  return (length: number, firstRow: number): TensorData => {
    const place = (firstRow / CHUNK_ROWS) % DIFFERENT_CHUNKS;
    const again = made[place];
    if (again?.length === length) return again;
    const values = make(length);
    made[place] = values;
    return values;
  };
}

function sampleValues(input: SampleInput, length: number, random: RandomStream): TensorData {
  switch (input.kind) {
    case 'image':
      return Uint8Array.from({ length }, () => random.nextBelow(256));
    case 'tokens':
      return Int32Array.from({ length }, () => random.nextBelow(input.vocabulary));
    default:
      return Float32Array.from({ length }, () => 2 * random.nextFloat() - 1);
  }
}

function targetValues(
  target: SampleTarget,
  classes: number,
  length: number,
  random: RandomStream,
): TensorData {
  if (target.kind === 'boxes') throw new Error('No boxes are made up here');
  if (target.kind === 'values') return Float32Array.from({ length }, () => random.nextFloat());
  const below = target.kind === 'class' ? classes : target.vocabulary;
  return Int32Array.from({ length }, () => random.nextBelow(below));
}
