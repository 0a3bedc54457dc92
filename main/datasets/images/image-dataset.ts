import { imbalanceWarning } from '../../../app/dataset/classes.ts';
import {
  type ClassCount,
  type Column,
  type DatasetFormat,
  type ImportOptions,
  type PreviewWarning,
  type Recipe,
  type SampleTarget,
  SPLITS,
  type Split,
  type Task,
} from '../../../app/dataset/dataset.ts';
import type { FittedTarget } from '../../../app/dataset/recipe.ts';
import { assignRows } from '../../../app/dataset/recipes/assign-rows.ts';
import { correctionsOf, invalid } from '../../../app/dataset/recipes/corrections.ts';
import { planOptions } from '../../../app/dataset/recipes/default-recipe.ts';
import { imageRecipe, type PictureFacts } from '../../../app/dataset/recipes/image-recipe.ts';
import type { SourceImages } from '../../../app/dataset/source-images.ts';
import {
  assignSplits,
  countSplits,
  DEFAULT_FRACTIONS,
  DEFAULT_SPLIT_SEED,
  type SplitAssignment,
} from '../../../app/dataset/split.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { FormatPreview, ImportedData, ImportWork } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { excludeRows } from '../recipes/correct-rows.ts';
import { ChannelScaling } from './channel-scaling.ts';
import type { OriginalPicture } from './original-picture.ts';
import { type ImageInput, pngDataUrl } from './pixels.ts';
import { relabelImages } from './relabel-images.ts';

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
  task: Task | undefined,
): Promise<FormatPreview> {
  const tasks = tasksOf(source);
  const labelled = source.unlabelled !== true;
  const sampleImages = await Promise.all(
    spreadOverClasses(source).map(async (row) => ({
      dataUrl: await pngDataUrl(await source.image(row), source.input),
      label: source.classes[source.labels[row] ?? 0] ?? '',
    })),
  );
  return {
    ...place,
    task: task ?? tasks[0] ?? 'reconstruction',
    possibleTasks: tasks,
    dialect: null,
    totalRows: source.labels.length,
    columns: imageColumns(source, classCounts),
    target: labelled ? labelColumnOf(source) : null,
    targetGuessed: false,
    classCounts: labelled ? classCounts : [],
    input: source.input,
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
  const dealt = dealImages(source, classCounts, asked.value, work.options);
  if (!dealt.ok) return dealt;
  const { labels, assignment } = dealt.value;
  const labelled = source.unlabelled !== true;
  const sampleTarget: SampleTarget = labelled ? { kind: 'class' } : { kind: 'values', shape: [] };
  const writer = new PreparedWriter(work.folder, assignment, input, sampleTarget, false);
  const scaling = new ChannelScaling(asked.value.images?.normalisation, input.channels);
  const imageBytes = input.height * input.width * input.channels;
  try {
    let done = 0;
    for await (const features of source.blocks(work.signal)) {
      const images = features.length / imageBytes;
      const target = labelled ? labels.slice(done, done + images) : new Float32Array(images);
      await writer.append({ features, target, weight: null });
      scaling.add(features, imageBytes, assignment.subarray(done, done + images));
      done += images;
      work.onProgress(done, labels.length);
    }
    const target: FittedTarget = labelled
      ? { kind: 'label', column: labelColumnOf(source), classes }
      : { kind: 'features', column: null };
    const recipe = { version: 2, recipe: asked.value, table: null, target } as const;
    const facts = { sourceImages: source.sourceImages, input: scaling.scaled(input) };
    return ok({
      columns: imageColumns(source, classCounts),
      target: target.column,
      classCounts: labelled ? classCounts : [],
      rows: countSplits(assignment),
      split: asked.value.split,
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

/** Labels as a recipe corrects them, and the split of each image. */
function dealImages(
  { given, classes, ...source }: ImageSource,
  classCounts: readonly ClassCount[],
  { split, steps, task = 'reconstruction' }: Recipe,
  {
    splitFractions: fractions = DEFAULT_FRACTIONS,
    splitSeed: seed = DEFAULT_SPLIT_SEED,
  }: ImportOptions,
): Result<{ readonly labels: Int32Array; readonly assignment: SplitAssignment }> {
  // These go by what a dataset keeps.
  const at = steps.findIndex(({ kind }) => kind === 'keep-together' || kind === 'balance');
  if (at >= 0)
    return fail(invalid(`steps[${at}].kind`, steps[at]?.kind ?? '', 'relabel | exclude-rows'));
  const corrections = correctionsOf(steps, task);
  if (!corrections.ok) return corrections;
  const labels = source.labels.slice();
  const facts = { labels, classCounts, groups: null, times: null, given: null };
  const dealt =
    split === undefined
      ? assignSplits({ labels, classCounts, given, fractions, seed })
      : assignRows(split, facts);
  if (!dealt.ok) return dealt;
  const fault = relabelImages(labels, classes, corrections.value);
  if (fault !== null) return fail(fault);
  const assignment = excludeRows(dealt.value, corrections.value);
  return assignment.ok ? ok({ labels, assignment: assignment.value }) : assignment;
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
    distinct: source.labels.length,
  };
  if (source.unlabelled === true) return [image];
  return [
    image,
    {
      name: labelColumnOf(source),
      type: 'category',
      role: 'target',
      missing: 0,
      distinct: classCounts.length,
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
