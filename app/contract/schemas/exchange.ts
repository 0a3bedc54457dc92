import { z } from 'zod';
import { EXPORT_FORMATS } from '../../exchange/export-formats.ts';
import type { ExportedEdge, ExportedInput, ExportedTokenizer } from '../../exchange/model-sheet.ts';
import { TEXT_USES } from '../../exchange/tokenizers/text-use.ts';
import { TOKENIZERS } from '../../text/tokenizer.ts';
import type { ExportedFile } from '../exchange.ts';
import { schemaOf } from './schema-of.ts';
import { count, nameText } from './values.ts';

const edge = {
  name: z.string(),
  type: z.string().describe('`float32`, `float64`, `int32`, `uint8` or `string`.'),
  shape: z
    .array(z.union([z.number(), z.string()]))
    .readonly()
    .describe('A name stands for a size that each call chooses.'),
};

export const exportedEdge = schemaOf<ExportedEdge>()(z.object(edge).meta({ id: 'ExportedEdge' }));

export const exportedInput = schemaOf<ExportedInput>()(
  z
    .object({
      ...edge,
      holds: z.enum(['number', 'date', 'text', 'image', 'tokens', 'window', 'features']),
      column: z.string().nullable().describe('Of the dataset, where one input is one column.'),
    })
    .meta({ id: 'ExportedInput' }),
);

const exportedTokenizer = schemaOf<ExportedTokenizer>()(
  z
    .object({
      of: z
        .enum(TEXT_USES)
        .describe('What is read: a text, the beginning of one, a source, its translation so far.'),
      kind: z.enum(TOKENIZERS),
      suffix: z
        .string()
        .nullable()
        .describe(
          "Behind the model's name, that of a `tokenizer.json` of Hugging Face's `tokenizers`; null where words are parted by a dictionary, which none can hold.",
        ),
      unlike: z
        .string()
        .nullable()
        .describe(
          'A class of a regular expression: texts with one of these characters may become other tokens by the file than here.',
        ),
      length: count.describe('Tokens of a text.'),
    })
    .meta({ id: 'ExportedTokenizer' }),
);

/** What goes into an exported model, and comes out. */
export const exportedEnds = {
  takes: z.enum(['raw', 'prepared']).describe('Whether the recipe is part of the model.'),
  inputs: z.array(exportedInput),
  outputs: z.array(exportedEdge),
  tokenizers: z.array(exportedTokenizer).describe('One for each text that goes in.'),
};

const exportedFile = schemaOf<ExportedFile>()(
  z
    .object({
      name: z.string(),
      path: z.string().nullable(),
      sizeBytes: count,
      content: z.string().nullable().describe('Base64; null where it was written.'),
    })
    .meta({ id: 'ExportedFile' }),
);

export const EXCHANGE_PARAMS = {
  'runs.export': z.strictObject({
    run: nameText.min(1).describe('Id, name, or `best` by the monitored metric.'),
    to: z.enum(EXPORT_FORMATS),
    path: z.string().min(1).nullable().describe('Overwritten; null: files come in the answer.'),
  }),
};

export const EXCHANGE_RESULTS = {
  'runs.export': z.object({ ...exportedEnds, files: z.array(exportedFile) }),
};
