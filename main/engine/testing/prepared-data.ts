import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleInput, Split } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest, PreparedSplit } from '../../../app/dataset/prepared.ts';
import type { FittedTarget } from '../../../app/dataset/recipe.ts';
import { sampleShape } from '../../../app/dataset/sample.ts';
import type { Task } from '../../../app/dataset/tasks.ts';
import { randomStream } from '../../../app/random.ts';
import { elementCount, type Shape } from '../../../app/shape.ts';
import { MANIFEST_FILE } from '../../shards/manifest.ts';
import { TensorWriter } from '../../shards/write.ts';

export interface DataOptions {
  readonly task: Extract<
    Task,
    'classification' | 'regression' | 'image-classification' | 'text-classification'
  >;
  readonly rows: Readonly<Record<Split, number>>;
  readonly input: SampleInput;
  /** Empty for regression. */
  readonly classes: readonly string[];
  /** What one standard deviation of a regression target is in its own unit. */
  readonly targetStddev?: number;
  /** Whether rows count unequally: 0, 0.5, 1, 1.5, 0, … */
  readonly weighted?: boolean;
  /** Small ones cut a tensor into several files. */
  readonly shardBytes?: number;
}

/** 105 rows for training, not a multiple of most batch sizes. */
export const BLOBS: DataOptions = {
  task: 'classification',
  rows: { train: 105, val: 22, test: 23 },
  input: { kind: 'tabular', features: 4 },
  classes: ['near', 'middle', 'far'],
};

export const IMAGES: DataOptions = {
  task: 'image-classification',
  rows: { train: 40, val: 11, test: 5 },
  input: { kind: 'image', height: 6, width: 6, channels: 1 },
  classes: ['0', '1'],
};

export const NUMBERS: DataOptions = {
  task: 'regression',
  rows: { train: 50, val: 12, test: 5 },
  input: { kind: 'tabular', features: 3 },
  classes: [],
  targetStddev: 250,
};

/**
 * Writes a small prepared dataset: classes are clouds around points that differ, regression targets
 * a sum of the features.
 * @returns its folder, as the engine is given it
 */
export async function writePreparedData(folder: string, options: DataOptions): Promise<string> {
  await mkdir(folder, { recursive: true });
  const splits = {
    train: await writeSplit(folder, 'train', options),
    val: await writeSplit(folder, 'val', options),
    test: await writeSplit(folder, 'test', options),
  };
  const { task, input, classes, targetStddev = 1 } = options;
  const target: FittedTarget =
    classes.length > 0
      ? { kind: 'label', column: 'target', classes }
      : { kind: 'standardize', column: 'target', mean: 0, stddev: targetStddev };
  const manifest: PreparedManifest = {
    version: 2,
    task,
    input,
    ...(options.weighted && { weighted: true }),
    classes,
    splits,
    recipe: { version: 2, recipe: null, table: null, target },
    fingerprint: JSON.stringify(options),
  };
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(manifest));
  return folder;
}

async function writeSplit(
  folder: string,
  split: Split,
  { rows, input, classes, weighted, shardBytes }: DataOptions,
): Promise<PreparedSplit> {
  const shape = sampleShape(input);
  const isImage = input.kind === 'image';
  const hasClasses = classes.length > 0;
  const random = randomStream(1, split);
  const writer = (name: string, dtype: 'float32' | 'uint8' | 'int32' | 'uint32', sample: Shape) =>
    new TensorWriter(folder, `${split}-${name}`, dtype, sample, shardBytes);
  const vocabulary = input.kind === 'tokens' ? input.vocabulary : null;
  const dtype = isImage ? 'uint8' : vocabulary === null ? 'float32' : 'int32';
  const features = writer('features', dtype, shape);
  const target = writer('target', hasClasses ? 'int32' : 'float32', []);
  const weight = weighted === true ? writer('weight', 'float32', []) : null;
  const sourceRows = writer('source-rows', 'uint32', []);
  for (let row = 0; row < rows[split]; row += 1) {
    const label = row % Math.max(1, classes.length);
    const values = Array.from({ length: elementCount(shape) }, (_, at) => {
      const centre = hasClasses && at % classes.length === label ? 1 : 0;
      return centre + random.nextFloat() - 0.5;
    });
    const sum = values.reduce((total, value) => total + value, 0);
    const pixels = values.map((value) => Math.round((value + 0.5) * 127));
    const tokens = values.map((value) => Math.round((value + 0.5) * ((vocabulary ?? 0) - 1)) >> 1);
    if (isImage) await features.append(Uint8Array.from(pixels));
    else
      await features.append(
        (vocabulary === null ? Float32Array : Int32Array).from(
          vocabulary === null ? values : tokens,
        ),
      );
    await target.append(hasClasses ? Int32Array.of(label) : Float32Array.of(sum));
    await weight?.append(Float32Array.of((row % 4) / 2));
    await sourceRows.append(Uint32Array.of(row));
  }
  return {
    rows: rows[split],
    features: (await features.finish()).tensor,
    target: (await target.finish()).tensor,
    ...(weight && { weight: (await weight.finish()).tensor }),
    sourceRows: (await sourceRows.finish()).tensor,
  };
}
