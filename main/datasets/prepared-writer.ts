import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BOX_NUMBERS } from '../../app/boxes/box.ts';
import {
  type SampleInput,
  type SampleTarget,
  SPLITS,
  type Split,
  type SplitCounts,
} from '../../app/dataset/dataset.ts';
import type { PreparedManifest, PreparedSplit, TensorType } from '../../app/dataset/prepared.ts';
import type { FittedRecipe } from '../../app/dataset/recipe.ts';
import {
  type SampleNumbers,
  sampleShape,
  sampleType,
  targetShape,
  targetType,
} from '../../app/dataset/sample.ts';
import type { SourceImages } from '../../app/dataset/source-images.ts';
import { rowsOfSplit, type SplitAssignment } from '../../app/dataset/split.ts';
import type { Task } from '../../app/dataset/tasks.ts';
import { UNIT_NUMBERS } from '../../app/series/series-scales.ts';
import type { Shape } from '../../app/shape.ts';
import { elementCount } from '../../app/shape.ts';
import { MANIFEST_FILE } from '../shards/manifest.ts';
import type { TensorSink } from '../shards/tensor-sink.ts';
import { TensorWriter } from '../shards/write.ts';

/** Prepared rows in the order of the source, flat. */
export interface PreparedRows {
  /** [rows, …sample] */
  readonly features: SampleNumbers;
  /** [rows, …target] */
  readonly target: Float32Array | Int32Array;
  /** [rows]; null where all rows count alike. */
  readonly weight: Float32Array | null;
  /** [rows, most, 5]; only where the target is boxes. */
  readonly boxes?: Float32Array | undefined;
  /** [rows, 2]; only where rows have units of their own. */
  readonly units?: Float32Array | undefined;
}

export interface WriterOptions {
  /** Whether each row has a unit of its own. */
  readonly hasUnits?: boolean | undefined;
  /** Times that each training row is written; null: once. */
  readonly copies?: Uint16Array | null | undefined;
  /** Shape of a row as it is stored, where a sample is made of it as it is read. */
  readonly stored?: Shape | undefined;
  /** Makes the sink of each tensor; without it, this thread hashes them. */
  readonly newSink?: (() => TensorSink) | undefined;
}

/** What is said of each item, one after the other. */
export interface ItemTokens {
  /** [items, length] */
  readonly values: Int32Array;
  readonly length: number;
}

interface SplitWriters {
  readonly features: TensorWriter;
  readonly target: TensorWriter;
  readonly weight: TensorWriter | null;
  readonly boxes: TensorWriter | null;
  readonly units: TensorWriter | null;
  readonly sourceRows: TensorWriter;
  rows: number;
}

interface FinishedSplit {
  readonly split: Split;
  readonly prepared: PreparedSplit;
  /** SHA-256 of each tensor, hex. */
  readonly hashes: readonly string[];
}

/** What only some kinds of data have. */
export interface FinishFacts {
  readonly items?: ItemTokens | null | undefined;
  readonly sourceImages?: SourceImages | undefined;
  /** What a sample is like, where only all of them told. */
  readonly input?: SampleInput | undefined;
}

/** Deals prepared rows out to the shards of their splits, and ends with the manifest. */
export class PreparedWriter {
  readonly #folder: string;
  readonly #assignment: SplitAssignment;
  readonly #copies: Uint16Array | null;
  readonly #input: SampleInput;
  readonly #target: SampleTarget;
  readonly #writers: Readonly<Record<Split, SplitWriters>>;
  #row = 0;
  /** For the rows of a split. */
  #room = new Uint32Array(0);

  /** @param assignment split of every row that will come */
  constructor(
    folder: string,
    assignment: SplitAssignment,
    input: SampleInput,
    target: SampleTarget,
    weighted: boolean,
    { copies = null, stored = sampleShape(input), hasUnits = false, newSink }: WriterOptions = {},
  ) {
    this.#folder = folder;
    this.#assignment = assignment;
    this.#copies = copies;
    this.#input = input;
    this.#target = target;
    const writers = (split: Split): SplitWriters => {
      const writer = (name: string, dtype: TensorType, rowShape: Shape) =>
        new TensorWriter(folder, `${split}.${name}`, dtype, rowShape, undefined, newSink?.());
      return {
        features: writer('features', sampleType(input), stored),
        target: writer('target', targetType(target), targetShape(target)),
        weight: weighted ? writer('weight', 'float32', []) : null,
        boxes:
          target.kind === 'boxes' ? writer('boxes', 'float32', [target.most, BOX_NUMBERS]) : null,
        units: hasUnits ? writer('units', 'float32', [UNIT_NUMBERS]) : null,
        sourceRows: writer('source-rows', 'uint32', []),
        rows: 0,
      };
    };
    this.#writers = { train: writers('train'), val: writers('val'), test: writers('test') };
  }

  /** Appends the next rows of the source. */
  async append({ features, target, weight, boxes, units }: PreparedRows): Promise<void> {
    const targetSize = elementCount(targetShape(this.#target));
    const count = target.length / targetSize;
    const splits = this.#assignment.subarray(this.#row, this.#row + count);
    for (const [index, split] of SPLITS.entries()) {
      if (this.#room.length < count) this.#room = new Uint32Array(count);
      const once = rowsOfSplit(splits, index, this.#room);
      const rows = split === 'train' ? this.#copied(once) : once;
      const writers = this.#writers[split];
      await writers.features.appendRows(features, rows);
      await writers.target.appendRows(target, rows);
      if (weight !== null) await writers.weight?.appendRows(weight, rows);
      if (boxes !== undefined) await writers.boxes?.appendRows(boxes, rows);
      if (units !== undefined) await writers.units?.appendRows(units, rows);
      await writers.sourceRows.append(rows.map((row) => row + this.#row));
      writers.rows += rows.length;
    }
    this.#row += count;
  }

  #copied(rows: Uint32Array): Uint32Array {
    const copies = this.#copies;
    if (copies === null) return rows;
    const repeated: number[] = [];
    for (const row of rows) {
      for (let copy = copies[this.#row + row] ?? 1; copy > 0; copy -= 1) repeated.push(row);
    }
    return Uint32Array.from(repeated);
  }

  /** Rows written of each split so far. */
  rows(): SplitCounts {
    const { train, val, test } = this.#writers;
    return { train: train.rows, val: val.rows, test: test.rows };
  }

  /** Ends the shards and writes the manifest over them. */
  async finish(
    task: Task,
    recipe: FittedRecipe,
    { items = null, sourceImages, input = this.#input }: FinishFacts = {},
  ): Promise<PreparedManifest> {
    const hash = createHash('sha256');
    const finish = async (split: Split): Promise<FinishedSplit> => {
      const { rows, ...writers } = this.#writers[split];
      const [features, target, weight, boxes, units, sourceRows] = await Promise.all([
        writers.features.finish(),
        writers.target.finish(),
        writers.weight?.finish(),
        writers.boxes?.finish(),
        writers.units?.finish(),
        writers.sourceRows.finish(),
      ]);
      const tensors = [
        features,
        target,
        ...(weight ? [weight] : []),
        ...(boxes ? [boxes] : []),
        ...(units ? [units] : []),
        sourceRows,
      ];
      const prepared = {
        rows,
        features: features.tensor,
        target: target.tensor,
        ...(weight && { weight: weight.tensor }),
        ...(boxes && { boxes: boxes.tensor }),
        ...(units && { units: units.tensor }),
        sourceRows: sourceRows.tensor,
      };
      return { split, prepared, hashes: tensors.map(({ sha256 }) => sha256) };
    };
    const finished = await Promise.all(SPLITS.map(finish));
    for (const { split, prepared, hashes } of finished) {
      hash.update(JSON.stringify([split, prepared.rows, hashes]));
    }
    const [train, val, test] = finished.map(({ prepared }) => prepared);
    if (train === undefined || val === undefined || test === undefined) {
      throw new Error('A split was not finished');
    }
    const splits = { train, val, test };
    const itemTokens = items && (await this.#writeItems(items));
    if (itemTokens !== null) hash.update(itemTokens.sha256);
    const told = isSaid(this.#target) ? { sampleTarget: this.#target } : {};
    hash.update(JSON.stringify([task, input, recipe, ...Object.values(told)]));
    const manifest: PreparedManifest = {
      version: 2,
      task,
      input,
      ...told,
      ...(splits.train.weight && { weighted: true }),
      classes: 'classes' in recipe.target ? recipe.target.classes : [],
      splits,
      ...(itemTokens && { itemTokens: itemTokens.tensor }),
      ...(sourceImages && { sourceImages }),
      recipe,
      fingerprint: hash.digest('hex'),
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(this.#folder, MANIFEST_FILE), text, { flag: 'wx' });
    return manifest;
  }

  async #writeItems({ values, length }: ItemTokens) {
    const writer = new TensorWriter(this.#folder, 'items', 'int32', [length]);
    try {
      await writer.append(values);
      return await writer.finish();
    } finally {
      await writer.close();
    }
  }

  /** Closes all files, finished or not. */
  async close(): Promise<void> {
    for (const { rows: _, ...writers } of Object.values(this.#writers)) {
      for (const writer of Object.values(writers)) await writer?.close();
    }
  }
}

/** Whether a manifest says what the target is: a class or a single number goes without saying. */
function isSaid(target: SampleTarget): boolean {
  return target.kind === 'values' ? target.shape.length > 0 : target.kind !== 'class';
}
