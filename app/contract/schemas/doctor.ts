import { z } from 'zod';
import { ENGINE_IDS } from '../../training/engines.ts';
import { REFERENCE_NAMES } from '../../training/reference-model.ts';
import {
  CARD_VENDORS,
  type CardReport,
  type DiskSpeed,
  type DoctorProgress,
  type DoctorReport,
  MACHINE_CHANGES,
  type ModelReport,
  type PowerReport,
  RUNTIME_CODES,
  RUNTIME_STATUSES,
  type RuntimeReport,
  TRAP_CODES,
  type Trap,
} from '../doctor.ts';
import { measuredCard, measuredPart } from './engine.ts';
import { appError } from './errors.ts';
import { schemaOf } from './schema-of.ts';
import { count } from './values.ts';

const loss = z.number().nullable();

const modelReport = schemaOf<ModelReport>()(
  z
    .object({
      name: z.enum(REFERENCE_NAMES),
      samplesPerSecond: z.number(),
      losses: z.array(loss).describe('Of the first steps; null is no number.'),
      deviation: z
        .object({ step: count, loss, expected: loss })
        .nullable()
        .describe('Where they leave those of `onnx/cpu`.'),
    })
    .meta({ id: 'ModelReport' }),
);

export const powerReport = schemaOf<PowerReport>()(
  z.object({ watts: z.number(), source: z.string() }),
);

const runtimeReport = schemaOf<RuntimeReport>()(
  z
    .object({
      id: z.enum(ENGINE_IDS),
      status: z.enum(RUNTIME_STATUSES),
      code: z.enum(RUNTIME_CODES),
      reason: z.string(),
      error: appError.optional(),
      repair: z.string().optional(),
      command: z.string().optional().describe('What to type to repair it.'),
      samplesPerSecond: z.number().optional().describe('Of the first reference model, the MLP.'),
      relativeSpeed: z
        .number()
        .optional()
        .describe('Geometric mean over the reference models, `onnx/cpu` being 1.'),
      models: z.array(modelReport).optional(),
      gemmGflops: z.number().optional(),
      bytesPerSecond: z.number().optional(),
      power: powerReport.optional(),
      measuredOn: measuredCard.optional().describe('The card that it was measured on.'),
    })
    .meta({ id: 'RuntimeReport' }),
);

const cardReport = schemaOf<CardReport>()(
  z
    .object({
      name: z.string(),
      vendor: z.enum(CARD_VENDORS),
      index: count.nullable().describe('What a run names it by, as by its UUID; NVIDIA only.'),
      uuid: z.string().nullable(),
      memoryBytes: z.number().nullable(),
      freeBytes: z.number().nullable().describe('What no program held as the doctor looked.'),
      utilization: z.number().nullable().describe('Share of the time that it computed lately.'),
      driver: z.string().nullable(),
      cuda: z.string().nullable().describe('Latest that the driver runs.'),
      computeCapability: z.string().nullable(),
      powerLimitWatts: z.number().nullable(),
    })
    .meta({ id: 'CardReport' }),
);

export const diskSpeed = schemaOf<DiskSpeed>()(
  z.object({
    writeBytesPerSecond: z.number(),
    readBytesPerSecond: z.number(),
    reading: z.enum(['direct', 'cached']),
  }),
);

const trap = schemaOf<Trap>()(
  z
    .object({
      code: z.enum(TRAP_CODES),
      effect: z.enum(['stops', 'slows']),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
      reason: z.string(),
      repair: z.string(),
      command: z.string().nullable(),
    })
    .meta({ id: 'Trap' }),
);

export const doctorProgress = schemaOf<DoctorProgress>()(
  z
    .object({
      engine: z.enum([...ENGINE_IDS, 'disk']),
      part: measuredPart.nullable(),
      finished: count,
      total: count,
    })
    .meta({ id: 'DoctorProgress' }),
);

export const doctorReport = schemaOf<DoctorReport>()(
  z
    .object({
      runtimes: z.array(runtimeReport),
      chosen: z.enum(ENGINE_IDS),
      measuredAt: z.string().nullable(),
      changed: z
        .array(z.enum(MACHINE_CHANGES))
        .describe('Since the measurement: with any, its figures no longer stand.'),
      pending: z
        .array(z.enum(ENGINE_IDS))
        .describe('Engines that an interruption left: the next measurement goes on with them.'),
      measuring: doctorProgress.nullable(),
      machine: z.object({
        cpuModel: z.string(),
        cpuCores: count,
        vectors: z.array(z.string()),
        memoryBytes: count,
        memoryFreeBytes: count,
        gpu: z.string().nullable(),
        cards: z.array(cardReport),
        disk: diskSpeed.nullable(),
        energySource: z.string(),
        gemmGflops: z.number().nullable(),
        bytesPerSecond: z.number().nullable(),
      }),
      traps: z.array(trap),
    })
    .meta({ id: 'DoctorReport' }),
);
