import { basename, resolve } from 'node:path';
import { countClasses } from '../../../app/dataset/classes.ts';
import { suggestName } from '../../../app/dataset/name.ts';
import { ok, type Result } from '../../../app/errors.ts';
import type { Importer, ImportWork, PreviewWork } from '../importer.ts';
import {
  type ImageSource,
  pictureFacts,
  prepareImages,
  previewImages,
  taskOf,
} from './image-dataset.ts';
import { spreadRows } from './picture-sample.ts';

/** What labelled images are opened with; the signal is there when they are imported. */
export type OpenWork = PreviewWork & Pick<Partial<ImportWork>, 'signal'>;

/** The importer of a format that `open` finds the labelled images of. */
export function imageImporter(open: (work: OpenWork) => Promise<Result<ImageSource>>): Importer {
  return {
    async preview(work, format) {
      const source = await open(work);
      if (!source.ok) return source;
      const counts = countClasses(source.value.classes, source.value.labels);
      const { path } = work;
      const suggestedName = suggestName(basename(resolve(path)));
      const place = { path, format, suggestedName };
      return ok(await previewImages(source.value, counts, place, work.options));
    },

    async pictures({ options: given, ...work }) {
      // As if nothing were said of images: what is usual for them is asked for.
      const { images: _, recipe: _recipe, ...options } = given;
      const source = await open({ ...work, options });
      if (!source.ok) return source;
      const { labels, classes } = source.value;
      const shown = spreadRows(labels.length).map(async (row) => ({
        ...(await source.value.original(row)),
        label: classes[labels[row] ?? 0] ?? '',
      }));
      const facts = pictureFacts(source.value, taskOf(source.value, options));
      return ok({ facts, total: labels.length, classes, shown: await Promise.all(shown) });
    },

    async prepare(work) {
      work.onProgress(0, null);
      const source = await open(work);
      if (!source.ok) return source;
      const counts = countClasses(source.value.classes, source.value.labels);
      return prepareImages(source.value, counts, work);
    },
  };
}
