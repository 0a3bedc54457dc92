import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SampleInput, SPLITS, type Split, type Task } from '../../app/dataset/dataset.ts';
import type { PreparedManifest, PreparedSplit, TensorType } from '../../app/dataset/prepared.ts';
import type { FittedRecipe } from '../../app/dataset/recipe.ts';
import { sampleShape, sampleType } from '../../app/dataset/sample.ts';
import type { SplitAssignment } from '../../app/dataset/split.ts';
import type { Shape } from '../../app/shape.ts';
import { elementCount } from '../../app/shape.ts';
import { MANIFEST_FILE } from '../shards/manifest.ts';
import type { TensorData } from '../shards/tensor-data.ts';
import { TensorWriter } from '../shards/write.ts';

/** Prepared rows in the order of the source, flat. */
export interface PreparedRows {
  /** [rows, …sample] */
  readonly features: Float32Array | Uint8Array;
  /** [rows] */
  readonly target: Float32Array | Int32Array;
  /** [rows]; null where all rows count alike. */
  readonly weight: Float32Array | null;
}

interface SplitWriters {
  readonly features: TensorWriter;
  readonly target: TensorWriter;
  readonly weight: TensorWriter | null;
  readonly sourceRows: TensorWriter;
  rows: number;
}

/** Deals prepared rows out to the shards of their splits, and ends with the manifest. */
export class PreparedWriter {
  readonly #folder: string;
  readonly #assignment: SplitAssignment;
  readonly #rowSize: number;
  readonly #writers: Readonly<Record<Split, SplitWriters>>;
  #row = 0;

  /** @param assignment split of every row that will come */
  constructor(
    folder: string,
    assignment: SplitAssignment,
    input: SampleInput,
    targetType: 'int32' | 'float32',
    weighted: boolean,
  ) {
    this.#folder = folder;
    this.#assignment = assignment;
    const shape = sampleShape(input);
    this.#rowSize = elementCount(shape);
    const writers = (split: Split): SplitWriters => {
      const writer = (name: string, dtype: TensorType, rowShape: Shape) =>
        new TensorWriter(folder, `${split}.${name}`, dtype, rowShape);
      return {
        features: writer('features', sampleType(input), shape),
        target: writer('target', targetType, []),
        weight: weighted ? writer('weight', 'float32', []) : null,
        sourceRows: writer('source-rows', 'uint32', []),
        rows: 0,
      };
    };
    this.#writers = { train: writers('train'), val: writers('val'), test: writers('test') };
  }

  /** Appends the next rows of the source. */
  async append({ features, target, weight }: PreparedRows): Promise<void> {
    const splits = this.#assignment.subarray(this.#row, this.#row + target.length);
    for (const [index, split] of SPLITS.entries()) {
      const rows = Uint32Array.from(splits.keys()).filter((row) => splits[row] === index);
      const writers = this.#writers[split];
      await writers.features.append(pickRows(features, rows, this.#rowSize));
      await writers.target.append(pickRows(target, rows, 1));
      if (weight !== null) await writers.weight?.append(pickRows(weight, rows, 1));
      await writers.sourceRows.append(rows.map((row) => row + this.#row));
      writers.rows += rows.length;
    }
    this.#row += target.length;
  }

  /** Ends the shards and writes the manifest over them. */
  async finish(task: Task, input: SampleInput, recipe: FittedRecipe): Promise<PreparedManifest> {
    const hash = createHash('sha256');
    const finish = async (split: Split): Promise<PreparedSplit> => {
      const { rows, ...writers } = this.#writers[split];
      const features = await writers.features.finish();
      const target = await writers.target.finish();
      const weight = await writers.weight?.finish();
      const sourceRows = await writers.sourceRows.finish();
      const tensors = [features, target, ...(weight ? [weight] : []), sourceRows];
      hash.update(JSON.stringify([split, rows, tensors.map(({ sha256 }) => sha256)]));
      return {
        rows,
        features: features.tensor,
        target: target.tensor,
        ...(weight && { weight: weight.tensor }),
        sourceRows: sourceRows.tensor,
      };
    };
    const splits = {
      train: await finish('train'),
      val: await finish('val'),
      test: await finish('test'),
    };
    hash.update(JSON.stringify([task, input, recipe]));
    const manifest: PreparedManifest = {
      version: 1,
      task,
      input,
      ...(splits.train.weight && { weighted: true }),
      classes: recipe.target.kind === 'label' ? recipe.target.classes : [],
      splits,
      recipe,
      fingerprint: hash.digest('hex'),
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(this.#folder, MANIFEST_FILE), text, { flag: 'wx' });
    return manifest;
  }

  /** Closes all files, finished or not. */
  async close(): Promise<void> {
    for (const { features, target, weight, sourceRows } of Object.values(this.#writers)) {
      for (const writer of [features, target, weight, sourceRows]) await writer?.close();
    }
  }
}

/** The named rows of a flat array, copied. */
function pickRows(
  values: Float32Array | Uint8Array | Int32Array,
  rows: Uint32Array,
  rowSize: number,
): TensorData {
  const picked = emptyLike(values, rows.length * rowSize);
  for (const [at, row] of rows.entries()) {
    picked.set(values.subarray(row * rowSize, (row + 1) * rowSize), at * rowSize);
  }
  return picked;
}

/** By hand, since a Buffer's own `slice` would share the memory. */
function emptyLike(values: Float32Array | Uint8Array | Int32Array, length: number) {
  if (values instanceof Float32Array) return new Float32Array(length);
  if (values instanceof Int32Array) return new Int32Array(length);
  return new Uint8Array(length);
}
