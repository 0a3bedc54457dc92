import { z } from 'zod';
import type { Money } from '../../cost/money.ts';
import { LANGUAGES } from '../../language.ts';
import type { Settings } from '../../settings.ts';
import type { DiskReport, HostReport, TariffRow } from '../requests.ts';
import { figureSource } from './cost.ts';
import { runSummary } from './run.ts';
import { changesOf, schemaOf } from './schema-of.ts';
import { count, nameText } from './values.ts';

/** Types only: ranges are the settings' rules (`settings/invalid`). */
export const settings = schemaOf<Settings>()(
  z
    .strictObject({
      language: z.enum([...LANGUAGES, 'system']),
      theme: z.enum(['light', 'dark', 'system']),
      tariffRegion: nameText.nullable(),
      tariffUsdPerKwh: z.number().nullable(),
      currency: nameText
        .nullable()
        .describe(
          'ISO 4217; amounts are stored in USD and shown in this. Null: of the region’s country.',
        ),
      vat: z
        .number()
        .describe('Fraction added to prices that come without VAT; that of the chosen country.'),
      machineWatts: z.number().nullable(),
      machinePriceUsd: z.number().nullable(),
      machineLifeYears: z.number(),
      machineHoursPerYear: z.number(),
      threads: z
        .number()
        .describe('Threads of the engine; 0 lets it choose, and leaves a core to the desk.'),
      runsAtOnce: z.number().describe('Runs that may train at once, where the machine suffices.'),
      device: nameText
        .nullable()
        .describe('Index or UUID of the NVIDIA card that runs take whose plan names none.'),
      continueOnCpu: z
        .boolean()
        .describe('Whether a run whose GPU fails goes on with the processor.'),
      keepCheckpoints: z.number().describe('Kept besides the best and the latest.'),
      pruneAfterDays: z
        .number()
        .describe('Runs ended longer ago keep only the best checkpoint; 0 never lets go.'),
    })
    .meta({ id: 'Settings', description: 'Keys are the `hearth settings` keys.' }),
);

export const settingsChanges = schemaOf<Partial<Settings>>()(
  changesOf(settings).meta({ id: 'SettingsChanges' }),
);

export const money = schemaOf<Money>()(
  z
    .object({
      currency: z.string().describe('ISO 4217.'),
      perUsd: z.number().describe('Units of it for one USD.'),
      source: figureSource.nullable().describe('Of the rate; null for USD.'),
      region: z.string().nullable().describe('Whose currency it is, where none was chosen.'),
      gap: z
        .union([
          z.object({ kind: z.literal('rate'), currency: z.string() }),
          z.object({ kind: z.literal('country') }),
        ])
        .nullable()
        .describe('Why amounts are in USD although another currency is wanted.'),
    })
    .meta({ id: 'Money', description: 'What amounts are shown in; stored they are in USD.' }),
);

export const tariffRow = schemaOf<TariffRow>()(
  z
    .object({
      region: z.string(),
      iso2: z.string().nullable(),
      usdPerKwh: z.number(),
      carbonGPerKwh: z.number().nullable(),
      source: figureSource,
    })
    .meta({ id: 'TariffRow' }),
);

export const hostReport = schemaOf<HostReport>()(
  z
    .object({
      version: z.string(),
      home: z.string(),
      kind: z.enum(['electron', 'web', 'cli']),
      platform: z.string(),
      processId: count,
      interruptedRuns: z.array(runSummary),
    })
    .meta({ id: 'HostReport' }),
);

export const diskReport = schemaOf<DiskReport>()(
  z
    .object({
      home: z.string(),
      totalBytes: count,
      freeBytes: count,
      parts: z.array(
        z.object({
          kind: z.enum([
            'datasets',
            'checkpoints',
            'store',
            'trash',
            'uploads',
            'runtimes',
            'other',
          ]),
          sizeBytes: count,
          items: count,
        }),
      ),
      prunable: z.object({
        checkpoints: count,
        sizeBytes: count,
        keepCheckpoints: z.number(),
        pruneAfterDays: z.number(),
      }),
    })
    .meta({ id: 'DiskReport' }),
);
