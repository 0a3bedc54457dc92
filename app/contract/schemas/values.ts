import { z } from 'zod';
import { SPLITS } from '../../dataset/dataset.ts';
import { TASKS } from '../../dataset/tasks.ts';
import type { DatasetId, LayerId, MeasurementId, ModelId, RunId, ScenarioId } from '../../ids.ts';
import { idSchema } from './schema-of.ts';

/** Building blocks that several rooms of the contract share. */

export const datasetId = idSchema<DatasetId>();
export const modelId = idSchema<ModelId>();
export const runId = idSchema<RunId>();
export const scenarioId = idSchema<ScenarioId>();
export const layerId = idSchema<LayerId>();
export const measurementId = idSchema<MeasurementId>();

export const count = z.int().nonnegative();
export const metricValues = z.record(z.string(), z.number());
export const instant = z.string().describe('Time as ISO 8601 in UTC.');
export const split = z.enum(SPLITS);
export const task = z.enum(TASKS);
export const texts = z.array(z.string());

/** Most characters of a name, a search or any other short text that a user types. */
const MAX_NAME_LENGTH = 200;
export const nameText = z.string().max(MAX_NAME_LENGTH);

/** Most characters of a path or a note. */
const MAX_LONG_TEXT_LENGTH = 20_000;
export const longText = z.string().max(MAX_LONG_TEXT_LENGTH);

const MAX_PAGE_SIZE = 10_000;
export const limit = z.int().min(1).max(MAX_PAGE_SIZE);
