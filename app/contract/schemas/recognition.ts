import { z } from 'zod';
import type {
  RecognisedSource,
  RecognitionReason,
  SourceFacts,
} from '../../dataset/recognition.ts';
import { schemaOf } from './schema-of.ts';
import { count, texts } from './values.ts';

const recognitionReason = schemaOf<RecognitionReason>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('chosen') }),
    z.object({ kind: z.literal('mark'), mark: z.string() }),
    z.object({ kind: z.literal('workbook') }),
    z.object({ kind: z.literal('json-lines'), lines: count }),
    z.object({ kind: z.literal('json-array') }),
    z.object({ kind: z.literal('json-list'), key: z.string() }),
    z.object({ kind: z.literal('json-columns') }),
    z.object({ kind: z.literal('columns'), rows: count, columns: count }),
    z.object({ kind: z.literal('file-name'), ending: z.string() }),
    z.object({
      kind: z.literal('split-files'),
      files: texts,
      beside: texts,
    }),
    z.object({ kind: z.literal('text-files'), files: texts }),
    z.object({
      kind: z.literal('table-parts'),
      files: count,
      first: z.string(),
      last: z.string(),
    }),
    z.object({ kind: z.literal('folder-of-images') }),
    z.object({ kind: z.literal('folder-of-texts') }),
    z.object({ kind: z.literal('parallel-files'), source: z.string(), target: z.string() }),
    z.object({ kind: z.literal('folder-with-idx') }),
    z.object({ kind: z.literal('cifar') }),
    z.object({ kind: z.literal('arrays') }),
    z.object({ kind: z.literal('label-list'), list: z.string() }),
    z.object({ kind: z.literal('coco'), file: z.string() }),
    z.object({ kind: z.literal('yolo'), file: z.string() }),
    z.object({ kind: z.literal('yolo-boxes'), file: z.string() }),
    z.object({ kind: z.literal('voc'), file: z.string() }),
  ]),
);

const archive = z.object({
  kind: z.enum(['zip', 'tar', 'tar.gz', 'gzip', 'folder']),
  files: count,
  unpackedBytes: count,
  member: z.string().nullable().describe('The one that is read; null for a whole folder.'),
});

export const recognisedSource = schemaOf<RecognisedSource>()(
  z
    .object({ why: recognitionReason, archive: archive.nullable() })
    .meta({ id: 'RecognisedSource' }),
);

export const sourceFacts = schemaOf<SourceFacts>()(
  z
    .object({
      confidence: z.number().min(0).max(1),
      why: recognitionReason,
      archive: archive
        .extend({
          names: texts.describe('The first files by their names in it.'),
          members: texts.describe('Files that hold data, to choose from.'),
        })
        .nullable(),
    })
    .meta({ id: 'SourceFacts' }),
);
