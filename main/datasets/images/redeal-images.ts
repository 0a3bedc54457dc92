import { BOX_NUMBERS, unpackBoxes } from '../../../app/boxes/box.ts';
import { countClasses } from '../../../app/dataset/classes.ts';
import type {
  ClassCount,
  Column,
  Dataset,
  Recipe,
  SampleTarget,
} from '../../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { assignRows, LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import { weightedByClass } from '../../../app/dataset/recipes/balance-rows.ts';
import { correctionsOf, invalid } from '../../../app/dataset/recipes/corrections.ts';
import { pictureFault } from '../../../app/dataset/recipes/image-recipe.ts';
import { keepTogether, type RowGroup } from '../../../app/dataset/recipes/keep-together.ts';
import type { SplitSpec } from '../../../app/dataset/recipes/recipe-spec.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import type { ImportedData, ImportWork } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { ChannelScaling } from './channel-scaling.ts';
import { type DealtPictures, dealPictures } from './deal-pictures.ts';
import { IMAGES_AT_ONCE } from './image-dataset.ts';
import { type KeptPictures, PictureReader, readKept } from './kept-pictures.ts';
import type { ImageInput } from './pixels.ts';
import { trainingChanges } from './training-changes.ts';

export interface RedealWork {
  readonly from: Dataset;
  readonly fromFolder: string;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly onProgress: ImportWork['onProgress'];
  readonly signal?: ImportWork['signal'];
}

/**
 * Deals the pictures that a dataset keeps out again, some of them with another label or left out. Without a split in
 * the recipe each stays in its own. Fails with `recipe/invalid` for what a recipe of pictures cannot say.
 */
export async function redealImages(work: RedealWork): Promise<Result<ImportedData>> {
  const { from, fromFolder } = work;
  const manifest = await readManifest(fromFolder);
  if (!manifest.ok) return manifest;
  const was = manifest.value.recipe.recipe;
  // Where nothing is said of images, they stay what they are.
  const images = work.recipe.images ?? was?.images;
  const recipe: Recipe = { ...work.recipe, ...(images !== undefined && { images }) };
  const fault = pictureFault(recipe, images ?? {}, from.task);
  if (fault !== null) return fail(fault);
  const input = pictureInput(manifest.value);
  const changes = trainingChanges(recipe, input);
  if (!changes.ok) return changes;
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
  const asked = correctionsOf(recipe.steps, from.task);
  if (!asked.ok) return asked;
  const { excluded } = asked.value;
  for (const [row, change] of before.value.relabelled) {
    if (stands[row] !== LEFT_OUT) labels[row] = classes.indexOf(change.from);
  }
  for (const row of before.value.excluded) {
    if (!excluded.has(row)) {
      return fail(invalid('steps.rows', '', `${row}: it is no longer kept`));
    }
  }
  // Dealt out by the split that they were dealt out by, each stays where it stands, others excluded or not.
  const isSame = JSON.stringify(recipe.split) === JSON.stringify(was?.split);
  const split = isSame ? undefined : recipe.split;
  const dealt = dealPictures({ labels, classes, stands }, recipe, from.task, (together) =>
    dealOut(split, labels, stands, classes, together),
  );
  if (!dealt.ok) return dealt;
  return write({ ...work, recipe }, manifest.value, kept.value, dealt.value);
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
  if (split === undefined) return ok(keepTogether(stands, together, labels, LEFT_OUT));
  const kept = Array.from(stands.keys()).filter((row) => stands[row] !== LEFT_OUT);
  const placeOf = new Map(kept.map((row, at) => [row, at]));
  const of = Int32Array.from(kept, (row) => labels[row] ?? 0);
  const isOne = classes.length === 0 || labels.every((label) => label === 0);
  const classCounts = isOne ? [{ name: '', count: of.length }] : countClasses(classes, of);
  const assigned = assignRows(split, {
    ...{ labels: of, classCounts, groups: null, times: null, given: null },
    together: together.map((rows) => rows.flatMap((row) => placeOf.get(row) ?? [])),
  });
  if (!assigned.ok) return assigned;
  const assignment = new Uint8Array(stands.length).fill(LEFT_OUT);
  for (const [at, row] of kept.entries()) assignment[row] = assigned.value[at] ?? LEFT_OUT;
  return ok(assignment);
}

async function write(
  { from, fromFolder, recipe, folder, onProgress, signal }: RedealWork,
  manifest: PreparedManifest,
  kept: KeptPictures,
  { labels, assignment, copies, classWeights }: DealtPictures,
): Promise<Result<ImportedData>> {
  const { classes, task } = manifest;
  const input = withAugmentation(pictureInput(manifest), recipe);
  const imageBytes = input.height * input.width * input.channels;
  const scaling = new ChannelScaling(recipe.images?.normalisation, input.channels);
  const sampleTarget = targetOf(manifest);
  const weighted = classWeights !== null;
  const writer = new PreparedWriter(folder, assignment, input, sampleTarget, weighted, { copies });
  const reader = new PictureReader(fromFolder, manifest, kept);
  const shown: number[] = [];
  let without = 0;
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
            if (ofPicture.length === 0) without += 1;
          }
        }
      }
      onProgress(end, assignment.length);
    }
    const classCounts = countClasses(classes, Int32Array.from(shown));
    return ok({
      columns: from.columns.map((column) => recounted(column, classCounts, without)),
      target: from.target,
      classCounts,
      rows: writer.rows(),
      split: recipe.split,
      // Of the pictures that were imported, whose own sizes are not kept.
      ...(from.boxes !== undefined && { boxes: from.boxes }),
      manifest: await writer.finish(
        task,
        { ...manifest.recipe, recipe },
        { sourceImages: manifest.sourceImages, input: scaling.scaled(input) },
      ),
    });
  } finally {
    await writer.close();
  }
}

function pictureInput({ input }: PreparedManifest): ImageInput {
  if (input.kind === 'image') return input;
  throw new Error('Samples of pictures are images');
}

/** The sample as the recipe has it changed while training. */
function withAugmentation(
  { augmentation: _, ...input }: ImageInput,
  { images: { augmentation = [] } = {} }: Recipe,
): ImageInput {
  return augmentation.length === 0 ? input : { ...input, augmentation };
}

function bytesOf(read: Uint8Array | Float32Array): Uint8Array {
  if (read instanceof Uint8Array) return read;
  throw new Error('Pictures are stored as bytes');
}

function floatsOf(read: Uint8Array | Float32Array): Float32Array {
  if (read instanceof Float32Array) return read;
  throw new Error('Boxes are stored as float32');
}

/** @param missing pictures that have no target */
function recounted(column: Column, classCounts: readonly ClassCount[], missing: number): Column {
  if (column.role !== 'target') return { ...column, distinct: null };
  const sorted = classCounts.toSorted((left, right) => right.count - left.count);
  const top = sorted.slice(0, 20).map(({ name, count }) => ({ value: name, count }));
  const distinct = classCounts.filter(({ count }) => count > 0).length;
  return { ...column, missing, distinct, top };
}
