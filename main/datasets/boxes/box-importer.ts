import { basename, resolve } from 'node:path';
import { packBoxes } from '../../../app/boxes/box.ts';
import { encodeBoxes, gridShape } from '../../../app/boxes/center-grid.ts';
import { countClasses, imbalanceWarning } from '../../../app/dataset/classes.ts';
import type { ClassCount, Column, SampleTarget } from '../../../app/dataset/dataset.ts';
import { suggestName } from '../../../app/dataset/name.ts';
import { LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import { planOptions } from '../../../app/dataset/recipes/default-recipe.ts';
import {
  imageRecipe,
  type PictureFacts,
  pictureSplit,
} from '../../../app/dataset/recipes/image-recipe.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { joinedNumbers } from '../../../app/joined-numbers.ts';
import { elementCount } from '../../../app/shape.ts';
import { ChannelScaling } from '../images/channel-scaling.ts';
import { dealPictures, dealSource } from '../images/deal-pictures.ts';
import { spreadRows } from '../images/picture-sample.ts';
import { pngDataUrl } from '../images/pixels.ts';
import type { ImportedData, Importer, ImportWork } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import type { Annotations } from './annotations.ts';
import { type BoxSource, openBoxes } from './box-source.ts';
import { labelledBoxes } from './labelled-boxes.ts';

const TASK = 'object-detection';
const IMAGE_COLUMN = 'image';
const BOXES_COLUMN = 'boxes';
const PREVIEW_IMAGES = 24;

/** The importer of a format whose boxes `read` finds. */
export function boxImporter(
  read: (path: string, signal?: AbortSignal) => Promise<Result<Annotations>>,
): Importer {
  const open = async ({
    path,
    options,
    signal,
  }: Pick<ImportWork, 'path' | 'options'> & Pick<Partial<ImportWork>, 'signal'>) => {
    const annotations = await read(path, signal);
    return annotations.ok ? openBoxes(path, annotations.value, options, signal) : annotations;
  };
  return {
    async preview(work, format) {
      const source = await open(work);
      if (!source.ok) return source;
      const { boxes, classes, input, profile, warnings } = source.value;
      const classCounts = countsOf(boxes, classes);
      return ok({
        path: work.path,
        format,
        suggestedName: suggestName(basename(resolve(work.path))),
        task: TASK,
        possibleTasks: [TASK],
        dialect: null,
        totalRows: profile.images,
        columns: columnsOf(boxes, classes),
        target: BOXES_COLUMN,
        targetGuessed: false,
        classCounts,
        input,
        split: pictureSplit(work.options, boxFacts(source.value)),
        boxes: profile,
        sampleRows: [],
        sampleImages: await sampleImages(source.value),
        warnings: [...warnings, ...imbalanceWarning(classCounts)],
      });
    },

    async pictures({ options: given, ...work }) {
      const { images: _, recipe: _recipe, ...options } = given;
      const source = await open({ ...work, options });
      if (!source.ok) return source;
      const { boxes, classes } = source.value;
      const shown = spreadRows(boxes.length).map(async (row) => ({
        ...(await source.value.original(row)),
        ...labelledBoxes(boxes[row] ?? [], classes),
      }));
      return ok({
        facts: boxFacts(source.value),
        total: boxes.length,
        classes,
        shown: await Promise.all(shown),
      });
    },

    async prepare(work) {
      work.onProgress(0, null);
      const source = await open(work);
      return source.ok ? prepareBoxes(source.value, work) : source;
    },
  };
}

/** Splits, decodes and stores pictures with their boxes, and what a centre-point detector is to say of each. */
async function prepareBoxes(source: BoxSource, work: ImportWork): Promise<Result<ImportedData>> {
  const obstacle = findObstacle(work);
  if (obstacle !== null) return fail(obstacle);
  const { boxes, classes, grid, input, profile } = source;
  const asked = imageRecipe(work.options, boxFacts(source));
  if (!asked.ok) return asked;
  const alike = {
    labels: new Int32Array(boxes.length),
    classCounts: [{ name: '', count: boxes.length }],
    given: source.given,
  };
  const dealt = dealPictures({ ...alike, classes: [] }, asked.value, TASK, (together) =>
    dealSource(alike, asked.value, work.options, together),
  );
  if (!dealt.ok) return dealt;
  const { assignment } = dealt.value;
  const most = Math.max(1, profile.perImage.maximum);
  const target: SampleTarget = { kind: 'boxes', ...grid, most };
  const writer = new PreparedWriter(work.folder, assignment, input, target, false);
  const scaling = new ChannelScaling(asked.value.images?.normalisation, input.channels);
  const imageBytes = input.height * input.width * input.channels;
  const cells = elementCount(gridShape(grid));
  try {
    let done = 0;
    for await (const features of source.blocks(work.signal)) {
      const images = features.length / imageBytes;
      const encoded = new Float32Array(images * cells);
      const ofBlock = boxes.slice(done, done + images);
      for (const [at, ofImage] of ofBlock.entries())
        encoded.set(encodeBoxes(ofImage, grid), at * cells);
      const packed = joinedNumbers(ofBlock.map((ofImage) => packBoxes(ofImage, most)));
      await writer.append({ features, target: encoded, weight: null, boxes: packed });
      scaling.add(features, imageBytes, assignment.subarray(done, done + images));
      done += images;
      work.onProgress(done, boxes.length);
    }
    const recipe = {
      version: 2,
      recipe: asked.value,
      table: null,
      target: { kind: 'boxes', column: null, classes },
    } as const;
    const kept = boxes.filter((_, row) => assignment[row] !== LEFT_OUT);
    return ok({
      columns: columnsOf(kept, classes),
      target: BOXES_COLUMN,
      classCounts: countsOf(kept, classes),
      rows: writer.rows(),
      boxes: profile,
      split: asked.value.split,
      warnings: source.warnings,
      manifest: await writer.finish(TASK, recipe, {
        sourceImages: source.sourceImages,
        input: scaling.scaled(input),
      }),
    });
  } finally {
    await writer.close();
  }
}

/** What a recipe has to know of pictures with boxes. */
export function boxFacts({ given, input }: BoxSource): PictureFacts {
  return { task: TASK, target: BOXES_COLUMN, isDealt: given !== undefined, input };
}

function findObstacle({ path, options }: ImportWork): AppError | null {
  const { task, target, weight } = planOptions(options);
  const columns = [IMAGE_COLUMN, BOXES_COLUMN];
  if (task !== undefined && task !== TASK) return { code: 'dataset/task-unsupported', task, path };
  if (weight !== undefined) return { code: 'dataset/column-missing', column: weight, columns };
  if (target === undefined || target === BOXES_COLUMN) return null;
  return { code: 'dataset/target-missing', column: target, columns };
}

/** Boxes of each class. */
function countsOf(boxes: BoxSource['boxes'], classes: readonly string[]): readonly ClassCount[] {
  return countClasses(
    classes,
    Int32Array.from(boxes.flat(), ({ label }) => label),
  );
}

function columnsOf(boxes: BoxSource['boxes'], classes: readonly string[]): readonly Column[] {
  const counts = countsOf(boxes, classes);
  const top = counts
    .toSorted((left, right) => right.count - left.count)
    .slice(0, 20)
    .map(({ name, count }) => ({ value: name, count }));
  return [
    { name: IMAGE_COLUMN, type: 'image', role: 'feature', missing: 0, distinct: null },
    {
      name: BOXES_COLUMN,
      type: 'boxes',
      role: 'target',
      missing: boxes.filter((ofImage) => ofImage.length === 0).length,
      distinct: counts.filter(({ count }) => count > 0).length,
      top,
    },
  ];
}

/** Pictures from all over the source, first those with boxes. */
async function sampleImages({ boxes, classes, image, input }: BoxSource) {
  const rows = boxes.map((ofImage, row) => ({ row, ofImage }));
  const full = rows.filter(({ ofImage }) => ofImage.length > 0);
  const step = Math.max(1, Math.floor(full.length / PREVIEW_IMAGES));
  const shown = full.filter((_, at) => at % step === 0).slice(0, PREVIEW_IMAGES);
  return Promise.all(
    shown.map(async ({ row, ofImage }) => ({
      dataUrl: await pngDataUrl(await image(row), input),
      ...labelledBoxes(ofImage, classes),
    })),
  );
}
