import { z } from 'zod';
import { PACK_IDS, PACK_STAGES, type PackProgress, type PackReport } from '../packs.ts';
import { appError } from './errors.ts';
import { schemaOf } from './schema-of.ts';
import { count, longText } from './values.ts';

const packId = z.enum(PACK_IDS);

export const packReport = schemaOf<PackReport>()(
  z
    .object({
      id: packId,
      version: z.string(),
      status: z.enum(['installed', 'missing', 'damaged', 'unsupported']),
      error: appError
        .nullable()
        .describe('Why it is damaged or unsupported, or what an installed one still lacks.'),
      failed: appError
        .nullable()
        .describe(
          'How its last installation failed, until that is dismissed or it is tried again.',
        ),
      downloadBytes: count,
      sizeBytes: count.describe('Once installed.'),
    })
    .meta({ id: 'PackReport' }),
);

export const packProgress = schemaOf<PackProgress>()(
  z
    .object({
      id: packId,
      stage: z.enum(PACK_STAGES),
      file: z.string().nullable(),
      doneBytes: count,
      totalBytes: count.nullable(),
      bytesPerSecond: z.number().nullable(),
    })
    .meta({ id: 'PackProgress' }),
);

export const PACK_PARAMS = {
  'packs.list': z.null(),
  'packs.active': z.null(),
  'packs.install': z.strictObject({
    pack: packId,
    from: longText.min(1).nullable().describe('A wheel or a folder of them; null fetches them.'),
  }),
  'packs.cancel': z.null(),
  'packs.dismiss': z.strictObject({ pack: packId }),
  'packs.remove': z.strictObject({ pack: packId }),
} as const;

export const PACK_RESULTS = {
  'packs.list': z.array(packReport),
  'packs.active': packProgress.nullable(),
  'packs.install': packReport,
  'packs.cancel': z.null(),
  'packs.dismiss': packReport,
  'packs.remove': packReport,
} as const;
