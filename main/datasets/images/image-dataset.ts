import { countClasses, imbalanceWarning } from '../../../app/dataset/classes.ts';
import {
  type ClassCount,
  type Column,
  type DatasetFormat,
  type ImportOptions,
  type SampleTarget,
  SPLITS,
  type Split,
} from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import type { FittedTarget } from '../../../app/dataset/recipe.ts';
import { LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import { weightedByClass } from '../../../app/dataset/recipes/balance-rows.ts';
import { planOptions } from '../../../app/dataset/recipes/default-recipe.ts';
import {
  imageRecipe,
  type PictureFacts,
  pictureSplit,
} from '../../../app/dataset/recipes/image-recipe.ts';
import type { SourceImages } from '../../../app/dataset/source-images.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import type { Task } from '../../../app/dataset/tasks.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { FormatPreview, ImportedData, ImportWork } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { ChannelScaling } from './channel-scaling.ts';
import { dealPictures, dealSource } from './deal-pictures.ts';
import type { OriginalPicture } from './original-picture.ts';
import { type ImageInput, pngDataUrl } from './pixels.ts';
import { trainingChanges } from './training-changes.ts';

const IMAGE_COLUMN = 'image';
const LABEL_COLUMN = 'label';
/** Rows prepared at a time. */
export const IMAGES_AT_ONCE = 64;
const PREVIEW_IMAGES = 24;

/** Labelled images of any format, found but not yet decoded. */
export interface ImageSource {
  readonly classes: readonly string[];
  /** One index into `classes` per image. */
  readonly labels: Int32Array;
  /** Split of each image where the source has splits. */
  readonly given: SplitAssignment | undefined;
  readonly input: ImageInput;
  /** Whether images come without labels: there is one class then, which says nothing. */
  readonly unlabelled?: boolean;
  /** What the labels are called where they have a name. */
  readonly labelColumn?: string;
  /** What images were like before they were brought to one size. */
  readonly sourceImages: SourceImages;
  readonly warnings: readonly PreviewWarning[];
  /** All images in order, in blocks [images, height, width, channels] of any size. */
  blocks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** The pixels of one image. */
  image(row: number): Promise<Uint8Array>;
  /** One image as its source has it. */
  original(row: number): Promise<OriginalPicture>;
}

/** What importing labelled images would store. */
export async function previewImages(
  source: ImageSource,
  classCounts: readonly ClassCount[],
  place: { readonly path: string; readonly format: DatasetFormat; readonly suggestedName: string },
  options: ImportOptions,
): Promise<FormatPreview> {
  const tasks = tasksOf(source);
  const task = options.task ?? tasks[0] ?? 'reconstruction';
  const labelled = source.unlabelled !== true;
  const sampleImages = await Promise.all(
    spreadOverClasses(source).map(async (row) => ({
      dataUrl: await pngDataUrl(await source.image(row), source.input),
      label: source.classes[source.labels[row] ?? 0] ?? '',
    })),
  );
  return {
    ...place,
    task,
    possibleTasks: tasks,
    dialect: null,
    totalRows: source.labels.length,
    columns: imageColumns(source, classCounts),
    target: labelled ? labelColumnOf(source) : null,
    targetGuessed: false,
    classCounts: labelled ? classCounts : [],
    input: source.input,
    split: pictureSplit(options, pictureFacts(source, task)),
    sampleRows: [],
    sampleImages,
    warnings: [...source.warnings, ...imbalanceWarning(classCounts)],
  };
}

/** Splits, decodes and stores labelled images. */
export async function prepareImages(
  source: ImageSource,
  classCounts: readonly ClassCount[],
  work: ImportWork,
): Promise<Result<ImportedData>> {
  const { input, classes } = source;
  const obstacle = findObstacle(source, classCounts, work);
  if (obstacle !== null) return fail(obstacle);
  const task = taskOf(source, work.options);
  const asked = imageRecipe(work.options, pictureFacts(source, task));
  if (!asked.ok) return asked;
  const changes = trainingChanges(asked.value, input);
  if (!changes.ok) return changes;
  const rows = { labels: source.labels, classCounts, given: source.given };
  const dealt = dealPictures(source, asked.value, task, (together) =>
    dealSource(rows, asked.value, work.options, together),
  );
  if (!dealt.ok) return dealt;
  const { labels, assignment, copies, classWeights } = dealt.value;
  const labelled = source.unlabelled !== true;
  const sampleTarget: SampleTarget = labelled ? { kind: 'class' } : { kind: 'values', shape: [] };
  const weighted = classWeights !== null;
  const writer = new PreparedWriter(work.folder, assignment, input, sampleTarget, weighted, {
    copies,
  });
  const scaling = new ChannelScaling(asked.value.images?.normalisation, input.channels);
  const imageBytes = input.height * input.width * input.channels;
  try {
    let done = 0;
    for await (const features of source.blocks(work.signal)) {
      const images = features.length / imageBytes;
      const ofBlock = labels.subarray(done, done + images);
      const target = labelled ? ofBlock : new Float32Array(images);
      const splits = assignment.subarray(done, done + images);
      const weight = weighted ? weightedByClass(null, ofBlock, splits, classWeights) : null;
      await writer.append({ features, target, weight });
      scaling.add(features, imageBytes, splits);
      done += images;
      work.onProgress(done, labels.length);
    }
    const target: FittedTarget = labelled
      ? { kind: 'label', column: labelColumnOf(source), classes }
      : { kind: 'features', column: null };
    const recipe = { version: 2, recipe: asked.value, table: null, target } as const;
    const facts = { sourceImages: source.sourceImages, input: scaling.scaled(input) };
    const kept = labels.filter((_, row) => assignment[row] !== LEFT_OUT);
    const keptCounts = countClasses(classes, kept);
    return ok({
      columns: imageColumns(source, keptCounts),
      target: target.column,
      classCounts: labelled ? keptCounts : [],
      rows: writer.rows(),
      split: asked.value.split,
      warnings: source.warnings,
      manifest: await writer.finish(task, recipe, facts),
    });
  } finally {
    await writer.close();
  }
}

/** What the images serve: what is chosen, or the likeliest. */
export function taskOf(source: ImageSource, options: ImportOptions): Task {
  return planOptions(options).task ?? tasksOf(source)[0] ?? 'reconstruction';
}

/** What a recipe has to know of images. */
export function pictureFacts(source: ImageSource, task: Task): PictureFacts {
  const target = source.unlabelled === true ? null : labelColumnOf(source);
  return { task, target, isDealt: source.given !== undefined, input: source.input };
}

function labelColumnOf({ labelColumn }: ImageSource): string {
  return labelColumn ?? LABEL_COLUMN;
}

/** What images serve, the likeliest first. */
function tasksOf({ unlabelled }: ImageSource): readonly Task[] {
  return unlabelled === true ? ['reconstruction'] : ['image-classification', 'reconstruction'];
}

function findObstacle(
  source: ImageSource,
  classCounts: readonly ClassCount[],
  { path, options: given }: ImportWork,
): AppError | null {
  const label = labelColumnOf(source);
  const tasks = tasksOf(source);
  const options = planOptions(given);
  const { task = tasks[0] } = options;
  if (task === undefined || !tasks.includes(task)) {
    return { code: 'dataset/task-unsupported', task: task ?? '', path };
  }
  const columns = [IMAGE_COLUMN, label];
  if (options.weight !== undefined) {
    return { code: 'dataset/column-missing', column: options.weight, columns };
  }
  if (options.target !== undefined && options.target !== label) {
    return { code: 'dataset/target-missing', column: options.target, columns };
  }
  if (task === 'reconstruction') return null;
  const [only, ...others] = classCounts;
  if (only === undefined || others.length > 0) return null;
  return { code: 'dataset/target-one-class', column: label, value: only.name };
}

function imageColumns(source: ImageSource, classCounts: readonly ClassCount[]): readonly Column[] {
  const top = classCounts
    .toSorted((left, right) => right.count - left.count)
    .slice(0, 20)
    .map(({ name, count }) => ({ value: name, count }));
  const image: Column = {
    name: IMAGE_COLUMN,
    type: 'image',
    role: 'feature',
    missing: 0,
    distinct: null,
  };
  if (source.unlabelled === true) return [image];
  return [
    image,
    {
      name: labelColumnOf(source),
      type: 'category',
      role: 'target',
      missing: 0,
      distinct: classCounts.filter(({ count }) => count > 0).length,
      top,
    },
  ];
}

/** Rows to show: the first of every class, then the second of every class, and so on. */
function spreadOverClasses({ classes, labels }: ImageSource): readonly number[] {
  const perClass = Math.ceil(PREVIEW_IMAGES / Math.max(1, classes.length));
  const shown: number[][] = classes.map(() => []);
  for (const [row, label] of labels.entries()) {
    const ofClass = shown[label];
    if (ofClass !== undefined && ofClass.length < perClass) ofClass.push(row);
  }
  const rounds = Array.from({ length: perClass }, (_, round) =>
    shown.flatMap((ofClass) => ofClass[round] ?? []),
  );
  return rounds.flat().slice(0, PREVIEW_IMAGES);
}

/** One split for all images of each part, in the parts' order; undefined for a single part. */
export function givenSplits(
  parts: readonly { readonly split: Split; readonly rows: number }[],
): SplitAssignment | undefined {
  if (parts.length < 2) return undefined;
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  const given = new Uint8Array(total);
  let from = 0;
  for (const { split, rows } of parts) {
    given.fill(SPLITS.indexOf(split), from, from + rows);
    from += rows;
  }
  return given;
}
