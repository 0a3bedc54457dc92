import { z } from 'zod';
import { AUDIT_STAGES } from '../../dataset/audit/audit-progress.ts';
import { PROGRESS_UNITS } from '../../dataset/import-progress.ts';
import type { Events } from '../events.ts';
import { dataset } from './dataset.ts';
import { doctorProgress } from './doctor.ts';
import { appError } from './errors.ts';
import { settings } from './machine.ts';
import { measurement, measurementProgress } from './measurement.ts';
import { packProgress, packReport } from './packs.ts';
import { sheetName } from './prices.ts';
import { metricPoint, runProgress, runSummary, waitingRun } from './run.ts';
import { schemaOf } from './schema-of.ts';
import { count, datasetId, measurementId, runId } from './values.ts';

/** Payload schema of every event. */
export const EVENT_PAYLOADS = {
  'run.changed': runSummary,
  'runs.waiting': z.object({ waiting: z.array(waitingRun) }),
  'run.started-over': z.object({ runId }),
  'run.replanned': z.object({ runId }),
  'run.continued-on-cpu': z.object({ runId, engine: z.string(), error: appError }),
  'run.deleted': z.object({ runId }),
  'run.progress': runProgress,
  'run.metrics': z.object({ runId, points: z.array(metricPoint) }),
  'dataset.changed': dataset,
  'dataset.deleted': z.object({ datasetId }),
  'import.progress': z.object({
    token: z.string(),
    done: z.number(),
    total: z.number().nullable(),
    unit: z.enum(PROGRESS_UNITS),
    fold: z.object({ index: count, folds: count }).optional(),
  }),
  'audit.progress': z.object({
    token: z.string(),
    stage: z.enum(AUDIT_STAGES),
    done: count,
    total: count,
  }),
  'labels.progress': z.object({ token: z.string(), done: count, total: count }),
  'measurement.progress': measurementProgress,
  'measurement.ended': z.object({ token: z.string(), error: appError.nullable() }),
  'measurement.changed': measurement,
  'measurement.deleted': z.object({ measurementId }),
  'doctor.progress': z.object({ progress: doctorProgress.nullable() }),
  'pack.progress': packProgress,
  'pack.changed': packReport,
  'settings.changed': settings,
  'prices.changed': z.object({ sheet: sheetName }),
  'host.closing': z.object({ activeRuns: count }),
} as const;

schemaOf<Events>()(z.object(EVENT_PAYLOADS));
