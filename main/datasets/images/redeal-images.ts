import { BOX_NUMBERS, unpackBoxes } from '../../../app/boxes/box.ts';
import type {
  ClassCount,
  Column,
  Dataset,
  Recipe,
  SampleInput,
  SampleTarget,
} from '../../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { assignRows, LEFT_OUT, splitFault } from '../../../app/dataset/recipes/assign-rows.ts';
import { balanceRows, weightedByClass } from '../../../app/dataset/recipes/balance-rows.ts';
import { correctionsOf, invalid, togetherOf } from '../../../app/dataset/recipes/corrections.ts';
import { keepTogether, type RowGroup } from '../../../app/dataset/recipes/keep-together.ts';
import type { SplitSpec } from '../../../app/dataset/recipes/recipe-spec.ts';
import type { StepKind } from '../../../app/dataset/recipes/recipe-steps.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import { hasClasses } from '../../../app/dataset/tasks.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { elementCount } from '../../../app/shape.ts';
import { readManifest } from '../../shards/manifest.ts';
import type { ImportedData, ImportWork } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { excludeRows } from '../recipes/correct-rows.ts';
import { ChannelScaling } from './channel-scaling.ts';
import { IMAGES_AT_ONCE } from './image-dataset.ts';
import { type KeptPictures, PictureReader, readKept } from './kept-pictures.ts';
import { relabelImages } from './relabel-images.ts';

export interface RedealWork {
  readonly from: Dataset;
  readonly fromFolder: string;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly onProgress: ImportWork['onProgress'];
  readonly signal?: ImportWork['signal'];
}

/** Whether a dataset is of pictures, which can be dealt out again: it keeps them as they were brought to one size. */
export function canRedeal({ input }: Pick<Dataset, 'input'>): boolean {
  return input.kind === 'image';
}

/**
 * Deals the pictures that a dataset keeps out again, some of them with another label or left out. Without a split in
 * the recipe each stays in its own. Fails with `recipe/invalid` for what a recipe of pictures cannot say.
 */
export async function redealImages(work: RedealWork): Promise<Result<ImportedData>> {
  const { from, fromFolder, recipe } = work;
  const manifest = await readManifest(fromFolder);
  if (!manifest.ok) return manifest;
  const was = manifest.value.recipe.recipe;
  const fault = recipeFault(recipe, from);
  if (fault !== null) return fail(fault);
  const corrections = correctionsOf(recipe.steps, from.task);
  if (!corrections.ok) return corrections;
  const together = togetherOf(recipe, from.task);
  if (!together.ok) return together;
  const kept = await readKept(
    fromFolder,
    manifest.value,
    targetOf(manifest.value).kind === 'class',
  );
  if (!kept.ok) return kept;
  const { classes } = manifest.value;
  const { stands } = kept.value;
  const labels = kept.value.labels.slice();

  // Corrections of before are part of the recipe, which is about labels as they were imported.
  const before = correctionsOf(was?.steps ?? [], from.task);
  if (!before.ok) return before;
  for (const [row, change] of before.value.relabelled) {
    if (stands[row] !== LEFT_OUT) labels[row] = classes.indexOf(change.from);
  }
  for (const row of before.value.excluded) {
    if (!corrections.value.excluded.has(row)) {
      return fail(invalid('steps.rows', '', `${row}: it is no longer kept`));
    }
  }
  // Dealt out by the split that they were dealt out by, each stays where it stands, others excluded or not.
  const isSame = JSON.stringify(recipe.split) === JSON.stringify(was?.split);
  const dealt = dealOut(isSame ? undefined : recipe.split, labels, stands, classes, together.value);
  if (!dealt.ok) return dealt;
  const wrong = relabelImages(labels, classes, corrections.value, stands);
  if (wrong !== null) return fail(wrong);
  const assignment = excludeRows(dealt.value, corrections.value);
  if (!assignment.ok) return assignment;
  return write(work, manifest.value, { ...kept.value, labels }, assignment.value);
}

/** Pictures know no columns. */
function recipeFault({ steps, split }: Recipe, { task }: Dataset): AppError | null {
  const classed = hasClasses(task);
  const known: readonly StepKind[] = classed
    ? ['relabel', 'exclude-rows', 'keep-together', 'balance']
    : ['exclude-rows', 'keep-together'];
  for (const [at, step] of steps.entries()) {
    if (!known.includes(step.kind)) {
      return invalid(`steps[${at}].kind`, step.kind, known.join(' | '));
    }
    // Nothing but the dataset keeps the pictures: those that another drawing wants would be gone.
    if (step.kind === 'balance' && step.method === 'undersample') {
      return invalid(`steps[${at}].method`, step.method, 'class-weights | oversample');
    }
  }
  if (split === undefined) return null;
  const kinds: readonly SplitSpec['kind'][] = classed
    ? ['stratified', 'random', 'sequential', 'k-fold']
    : ['random', 'sequential', 'k-fold'];
  if (!kinds.includes(split.kind)) return invalid('split.kind', split.kind, kinds.join(' | '));
  if (split.kind === 'k-fold' && split.group !== undefined) {
    return invalid('split.group', split.group, 'absent');
  }
  return splitFault(split);
}

/** What each picture is to answer, as it is stored. */
function targetOf({ sampleTarget, classes }: PreparedManifest): SampleTarget {
  if (sampleTarget !== undefined) return sampleTarget;
  return classes.length > 0 ? { kind: 'class' } : { kind: 'values', shape: [] };
}

function dealOut(
  split: SplitSpec | undefined,
  labels: Int32Array,
  stands: SplitAssignment,
  classes: readonly string[],
  together: readonly RowGroup[],
): Result<SplitAssignment> {
  const beyond = together.flat().find((row) => row >= stands.length);
  if (beyond !== undefined) {
    return fail(invalid('steps.groups', String(beyond), `integer in [0, ${stands.length - 1}]`));
  }
  if (split === undefined) return ok(keepTogether(stands, together, labels, LEFT_OUT));
  const kept = Array.from(stands.keys()).filter((row) => stands[row] !== LEFT_OUT);
  const placeOf = new Map(kept.map((row, at) => [row, at]));
  const of = Int32Array.from(kept, (row) => labels[row] ?? 0);
  const isOne = classes.length === 0 || labels.every((label) => label === 0);
  const classCounts = isOne ? [{ name: '', count: of.length }] : countClasses(of, classes);
  const assigned = assignRows(split, {
    ...{ labels: of, classCounts, groups: null, times: null, given: null },
    together: together.map((rows) => rows.flatMap((row) => placeOf.get(row) ?? [])),
  });
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
  kept: KeptPictures,
  assignment: SplitAssignment,
): Promise<Result<ImportedData>> {
  const { classes, task } = manifest;
  const input = withAugmentation(manifest.input, recipe);
  const imageBytes = elementCount(manifest.splits.train.features.shape);
  const scaling = new ChannelScaling(
    recipe.images?.normalisation,
    input.kind === 'image' ? input.channels : 1,
  );
  const { labels } = kept;
  const sampleTarget = targetOf(manifest);
  const step = recipe.steps.find(({ kind }) => kind === 'balance');
  const { copies, classWeights } =
    step?.kind === 'balance'
      ? balanceRows(step, labels, classes.length, assignment)
      : { copies: null, classWeights: null };
  const weighted = classWeights !== null;
  const writer = new PreparedWriter(folder, assignment, input, sampleTarget, weighted, { copies });
  const reader = new PictureReader(fromFolder, manifest, kept);
  const shown: number[] = [];
  try {
    for (let first = 0; first < assignment.length; first += IMAGES_AT_ONCE) {
      signal?.throwIfAborted();
      const end = Math.min(first + IMAGES_AT_ONCE, assignment.length);
      const features = await reader.read((split) => split.features, first, end);
      if (!features.ok) return features;
      const splits = assignment.subarray(first, end);
      scaling.add(bytesOf(features.value), imageBytes, splits);
      if (sampleTarget.kind === 'class') {
        const target = labels.slice(first, end);
        const weight = weighted ? weightedByClass(null, target, splits, classWeights) : null;
        await writer.append({ features: bytesOf(features.value), target, weight });
        for (const [at, label] of target.entries()) if (splits[at] !== LEFT_OUT) shown.push(label);
      } else {
        const target = await reader.read((split) => split.target, first, end);
        if (!target.ok) return target;
        const boxes =
          sampleTarget.kind === 'boxes'
            ? await reader.read((split) => split.boxes ?? split.target, first, end)
            : null;
        if (boxes !== null && !boxes.ok) return boxes;
        const packed = boxes === null ? undefined : floatsOf(boxes.value);
        await writer.append({
          ...{ features: bytesOf(features.value), target: floatsOf(target.value), weight: null },
          ...(packed !== undefined && { boxes: packed }),
        });
        if (packed !== undefined && sampleTarget.kind === 'boxes') {
          const size = sampleTarget.most * BOX_NUMBERS;
          for (const [at, split] of splits.entries()) {
            if (split === LEFT_OUT) continue;
            const ofPicture = unpackBoxes(packed.subarray(at * size, (at + 1) * size));
            shown.push(...ofPicture.map(({ label }) => label));
          }
        }
      }
      onProgress(end, assignment.length);
    }
    const classCounts = countClasses(shown, classes);
    const images = assignment.reduce((sum, split) => sum + (split === LEFT_OUT ? 0 : 1), 0);
    return ok({
      columns: from.columns.map((column) => recounted(column, classCounts, images)),
      target: from.target,
      classCounts,
      rows: writer.rows(),
      split: recipe.split,
      // Of the pictures that were imported, whose own sizes are not kept.
      ...(from.boxes !== undefined && { boxes: from.boxes }),
      manifest: await writer.finish(
        task,
        { ...manifest.recipe, recipe },
        {
          sourceImages: manifest.sourceImages,
          ...(input.kind === 'image' && { input: scaling.scaled(input) }),
        },
      ),
    });
  } finally {
    await writer.close();
  }
}

/** The sample as the recipe has it changed while training. */
function withAugmentation(input: SampleInput, { images }: Recipe): SampleInput {
  if (input.kind !== 'image') return input;
  const { augmentation: _, ...rest } = input;
  const augmentation = images?.augmentation ?? [];
  return augmentation.length === 0 ? rest : { ...rest, augmentation };
}

function bytesOf(read: Uint8Array | Float32Array): Uint8Array {
  if (read instanceof Uint8Array) return read;
  throw new Error('Pictures are stored as bytes');
}

function floatsOf(read: Uint8Array | Float32Array): Float32Array {
  if (read instanceof Float32Array) return read;
  throw new Error('Boxes are stored as float32');
}

function recounted(column: Column, classCounts: readonly ClassCount[], images: number): Column {
  if (column.role !== 'target') return { ...column, distinct: images };
  const sorted = classCounts.toSorted((left, right) => right.count - left.count);
  const top = sorted.slice(0, 20).map(({ name, count }) => ({ value: name, count }));
  return { ...column, distinct: classCounts.filter(({ count }) => count > 0).length, top };
}
