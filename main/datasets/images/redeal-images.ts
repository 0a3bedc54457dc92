import type { ClassCount, Column, Dataset, Recipe } from '../../../app/dataset/dataset.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest, PreparedSplit } from '../../../app/dataset/prepared.ts';
import { assignRows, LEFT_OUT, splitFault } from '../../../app/dataset/recipes/assign-rows.ts';
import { correctionsOf, invalid } from '../../../app/dataset/recipes/corrections.ts';
import type { SplitSpec } from '../../../app/dataset/recipes/recipe-spec.ts';
import { countSplits, rowsOfSplit, type SplitAssignment } from '../../../app/dataset/split.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { elementCount } from '../../../app/shape.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensor, readTensorRows } from '../../shards/read.ts';
import type { ImportedData, ImportWork } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { excludeRows } from '../recipes/correct-rows.ts';
import { IMAGES_AT_ONCE } from './image-dataset.ts';

export interface RedealWork {
  readonly from: Dataset;
  readonly fromFolder: string;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly onProgress: ImportWork['onProgress'];
  readonly signal?: ImportWork['signal'];
}

/** Whether a dataset's pictures can be dealt out again, with other labels: those that have a class each. */
export function canRedeal({ task, input }: Pick<Dataset, 'task' | 'input'>): boolean {
  return task === 'image-classification' && input.kind === 'image';
}

/**
 * Deals the pictures that a dataset keeps out again, some of them with another label or left out. Without a split in
 * the recipe each stays in its own. Fails with `recipe/invalid` for what a recipe of pictures cannot say.
 */
export async function redealImages(work: RedealWork): Promise<Result<ImportedData>> {
  const { from, fromFolder, recipe } = work;
  const manifest = await readManifest(fromFolder);
  if (!manifest.ok) return manifest;
  const fault = recipeFault(recipe);
  if (fault !== null) return fail(fault);
  const corrections = correctionsOf(recipe.steps, from.task);
  if (!corrections.ok) return corrections;
  const kept = await readKept(fromFolder, manifest.value);
  if (!kept.ok) return kept;
  const { classes } = manifest.value;
  const { labels, stands } = kept.value;

  // Corrections of before are part of the recipe, which is about labels as they were imported.
  const before = correctionsOf(manifest.value.recipe.recipe?.steps ?? [], from.task);
  if (!before.ok) return before;
  for (const [row, change] of before.value.relabelled) {
    if (stands[row] !== LEFT_OUT) labels[row] = classes.indexOf(change.from);
  }
  for (const row of before.value.excluded) {
    if (!corrections.value.excluded.has(row)) {
      return fail(invalid('steps.rows', '', `${row}: it is no longer kept`));
    }
  }
  const dealt = dealOut(recipe.split, labels, stands, classes);
  if (!dealt.ok) return dealt;
  for (const [row, { from: said, to, place }] of corrections.value.relabelled) {
    const name = classes[labels[row] ?? -1] ?? '';
    if (stands[row] !== LEFT_OUT && name !== said)
      return fail(invalid(`${place}.from`, said, name));
    const label = classes.indexOf(to);
    if (label < 0) return fail(invalid(`${place}.to`, to, classes.join(' | ')));
    if (row < labels.length) labels[row] = label;
  }
  const assignment = excludeRows(dealt.value, corrections.value);
  if (!assignment.ok) return assignment;
  return write(work, manifest.value, labels, stands, assignment.value);
}

/** Pictures know no columns. */
function recipeFault({ steps, split }: Recipe): AppError | null {
  const at = steps.findIndex(({ kind }) => kind !== 'relabel' && kind !== 'exclude-rows');
  if (at >= 0) return invalid(`steps[${at}].kind`, steps[at]?.kind ?? '', 'relabel | exclude-rows');
  const known = split === undefined || ['stratified', 'random', 'k-fold'].includes(split.kind);
  if (!known) return invalid('split.kind', split.kind, 'stratified | random | k-fold');
  if (split?.kind === 'k-fold' && split.group !== undefined) {
    return invalid('split.group', split.group, 'absent');
  }
  return split === undefined ? null : splitFault(split);
}

interface Kept {
  /** Class of every row of the source, 0 where it is not kept. */
  readonly labels: Int32Array;
  /** Split that each row stands in; `LEFT_OUT` where it is not kept. */
  readonly stands: SplitAssignment;
}

async function readKept(folder: string, { splits }: PreparedManifest): Promise<Result<Kept>> {
  const found = [];
  let rows = 0;
  for (const name of SPLITS) {
    const numbers = await readTensor(folder, splits[name].sourceRows);
    if (!numbers.ok) return numbers;
    const targets = await readTensor(folder, splits[name].target);
    if (!targets.ok) return targets;
    for (const row of numbers.value) rows = Math.max(rows, row + 1);
    found.push({ numbers: numbers.value, targets: targets.value });
  }
  const labels = new Int32Array(rows);
  const stands = new Uint8Array(rows).fill(LEFT_OUT);
  for (const [split, { numbers, targets }] of found.entries()) {
    for (const [at, row] of numbers.entries()) {
      labels[row] = targets[at] ?? 0;
      stands[row] = split;
    }
  }
  return ok({ labels, stands });
}

function dealOut(
  split: SplitSpec | undefined,
  labels: Int32Array,
  stands: SplitAssignment,
  classes: readonly string[],
): Result<SplitAssignment> {
  if (split === undefined) return ok(stands);
  const kept = Array.from(stands.keys()).filter((row) => stands[row] !== LEFT_OUT);
  const of = Int32Array.from(kept, (row) => labels[row] ?? 0);
  const classCounts = countClasses(of, classes);
  const facts = { labels: of, classCounts, groups: null, times: null, given: null };
  const assigned = assignRows(split, facts);
  if (!assigned.ok) return assigned;
  const assignment = new Uint8Array(stands.length).fill(LEFT_OUT);
  for (const [at, row] of kept.entries()) assignment[row] = assigned.value[at] ?? LEFT_OUT;
  return ok(assignment);
}

function countClasses(labels: Iterable<number>, classes: readonly string[]): readonly ClassCount[] {
  const counts = classes.map(() => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return classes.map((name, label) => ({ name, count: counts[label] ?? 0 }));
}

async function write(
  { from, fromFolder, recipe, folder, onProgress, signal }: RedealWork,
  manifest: PreparedManifest,
  labels: Int32Array,
  stands: SplitAssignment,
  assignment: SplitAssignment,
): Promise<Result<ImportedData>> {
  const { input, classes, task } = manifest;
  const sampleBytes = elementCount(manifest.splits.train.features.shape);
  const writer = new PreparedWriter(folder, assignment, input, { kind: 'class' }, false);
  const cursors = SPLITS.map((name) => new Cursor(fromFolder, manifest.splits[name], sampleBytes));
  try {
    for (let first = 0; first < stands.length; first += IMAGES_AT_ONCE) {
      signal?.throwIfAborted();
      const block = stands.subarray(first, first + IMAGES_AT_ONCE);
      const features = new Uint8Array(block.length * sampleBytes);
      for (const [split, cursor] of cursors.entries()) {
        const places = rowsOfSplit(block, split);
        const taken = await cursor.take(places.length);
        if (!taken.ok) return taken;
        for (const [at, place] of places.entries()) {
          const sample = taken.value.subarray(at * sampleBytes, (at + 1) * sampleBytes);
          features.set(sample, place * sampleBytes);
        }
      }
      const target = labels.slice(first, first + block.length);
      await writer.append({ features, target, weight: null });
      onProgress(first + block.length, stands.length);
    }
    const shown = rowsIn(assignment).map((row) => labels[row] ?? 0);
    const classCounts = countClasses(shown, classes);
    return ok({
      columns: from.columns.map((column) => recounted(column, classCounts)),
      target: from.target,
      classCounts,
      rows: countSplits(assignment),
      split: recipe.split,
      manifest: await writer.finish(
        task,
        { ...manifest.recipe, recipe },
        { sourceImages: manifest.sourceImages },
      ),
    });
  } finally {
    await writer.close();
  }
}

function rowsIn(assignment: SplitAssignment): readonly number[] {
  return Array.from(assignment.keys()).filter((row) => assignment[row] !== LEFT_OUT);
}

function recounted(column: Column, classCounts: readonly ClassCount[]): Column {
  if (column.role !== 'target') {
    return { ...column, distinct: classCounts.reduce((sum, { count }) => sum + count, 0) };
  }
  const sorted = classCounts.toSorted((left, right) => right.count - left.count);
  const top = sorted.slice(0, 20).map(({ name, count }) => ({ value: name, count }));
  return { ...column, distinct: classCounts.filter(({ count }) => count > 0).length, top };
}

/** Reads the samples of a split one after the other, as they lie in the order of the source. */
class Cursor {
  readonly #folder: string;
  readonly #split: PreparedSplit;
  readonly #sampleBytes: number;
  #at = 0;

  constructor(folder: string, split: PreparedSplit, sampleBytes: number) {
    this.#folder = folder;
    this.#split = split;
    this.#sampleBytes = sampleBytes;
  }

  async take(count: number): Promise<Result<Uint8Array>> {
    if (count === 0) return ok(new Uint8Array());
    const read = await readTensorRows(this.#folder, this.#split.features, this.#at, count);
    if (!read.ok) return read;
    this.#at += count;
    return ok(new Uint8Array(read.value.buffer, 0, count * this.#sampleBytes));
  }
}
