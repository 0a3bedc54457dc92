import { z } from 'zod';
import { DECIMAL_MARKS } from '../../dataset/decimal-mark.ts';
import { MOST_FOLDS } from '../../dataset/recipes/recipe-spec.ts';
import type { Params, Reply, RequestName } from '../requests.ts';
import { AUDIT_PARAMS, AUDIT_RESULTS } from './audit-requests.ts';
import { runCost } from './cost.ts';
import { dataset, sample } from './dataset.ts';
import { doctorReport } from './doctor.ts';
import { EXCHANGE_PARAMS, EXCHANGE_RESULTS } from './exchange.ts';
import { EXPLORE_PARAMS, EXPLORE_RESULTS } from './explore.ts';
import { datasetPreview, importOptions } from './import.ts';
import { diskReport, hostReport, money, settings, settingsChanges, tariffRow } from './machine.ts';
import { marketFacts, marketScenario } from './market.ts';
import { measurement, measurementProgress, servingApi, servingLoad } from './measurement.ts';
import { modelSpec, runPlan, runPlanChanges, storedModel, templateSummary } from './model.ts';
import { PACK_PARAMS, PACK_RESULTS } from './packs.ts';
import { PRICE_PARAMS, PRICE_RESULTS } from './prices.ts';
import { RECIPE_PARAMS, RECIPE_RESULTS } from './recipe-requests.ts';
import {
  evaluation,
  metricSeries,
  plannedExecution,
  prediction,
  recommendations,
  runDetail,
  runStatus,
  runSummary,
  scoredRow,
  seedAggregate,
  waitingRun,
} from './run.ts';
import { decision, scenario } from './scenario.ts';
import { resolveContext, storedMarketScenario, storedScenario } from './scenario-requests.ts';
import { schemaOf } from './schema-of.ts';
import {
  count,
  datasetId,
  limit,
  longText,
  measurementId,
  modelId,
  nameText,
  runId,
  scenarioId,
  split,
  texts,
} from './values.ts';

const MOST_RECOMMENDED = 1000;
const nothing = z.null();
const name = nameText.min(1);
const path = longText.min(1);
const tags = z.array(name).max(100);

const ofDataset = z.strictObject({ dataset: name.describe('Id or name.') });
const ofModel = z.strictObject({ id: modelId });
const ofScenario = z.strictObject({ scenario: name.describe('Id, or unique name.') });
const ofMeasurement = z.strictObject({ measurement: name.describe('Id, or unique name.') });
const serverAccess = z.strictObject({
  url: longText,
  apiKey: longText.min(1).nullable().describe('Sent to that server, kept nowhere.'),
  allowPublic: z.boolean().describe('The word that a public address is meant.'),
});
const ofRun = z.strictObject({ run: name.describe('Id, unique id prefix, or unique name.') });

/** Params schema of every request. */
export const REQUEST_PARAMS = {
  'host.report': nothing,
  'host.quit': nothing,
  'samples.list': nothing,
  'samples.import': z.strictObject({ sample: name }),
  'datasets.preview': z.strictObject({ path, options: importOptions }),
  'datasets.import': z.strictObject({
    path,
    name: nameText,
    options: importOptions,
    token: name.describe('Names it in `import.progress`.'),
    again: z
      .boolean()
      .optional()
      .describe('Import the same bytes with the same choices once more.'),
  }),
  'datasets.cancel-import': z.strictObject({ token: name }),
  'datasets.list': nothing,
  'datasets.get': ofDataset,
  'datasets.rows': ofDataset.extend({ split, offset: count, limit }),
  'datasets.rename': ofDataset.extend({ name: nameText }),
  'datasets.delete': ofDataset,
  'datasets.undelete': z.strictObject({ dataset: datasetId }),
  'templates.list': nothing,
  'templates.build': z.strictObject({ template: name, dataset: name }),
  'models.list': nothing,
  'models.save': z.strictObject({ id: modelId.nullable(), name: nameText, spec: modelSpec }),
  'models.rename': ofModel.extend({ name: nameText }),
  'models.delete': ofModel,
  'models.undelete': ofModel,
  'runs.start': z.strictObject({
    dataset: name,
    model: modelSpec,
    template: name.nullable(),
    plan: runPlan,
    name: nameText.nullable(),
    tags,
    folds: z.int().min(2).max(MOST_FOLDS).optional(),
    token: name.optional().describe('Names the preparing of folds in `import.progress`.'),
  }),
  'runs.list': z.strictObject({
    search: nameText.optional(),
    status: z.array(runStatus).max(100).optional(),
    dataset: name.optional(),
    tag: name.optional(),
    groupId: name.optional(),
    sort: name.optional(),
    descending: z.boolean().optional(),
    offset: count,
    limit,
  }),
  'runs.get': ofRun,
  'runs.waiting': nothing,
  'runs.series': ofRun.extend({
    tags: z.array(name).max(1000).nullable(),
    // Both ends and both extremes take four.
    maximumPoints: limit.min(4),
  }),
  'runs.pause': ofRun,
  'runs.continue': ofRun,
  'runs.stop': ofRun,
  'runs.resume': ofRun.extend({
    epochs: z.number().nullable(),
    engine: z.string().optional().describe('To go on with; its own where left out.'),
    device: nameText.nullable().optional().describe('Card to go on with; null: any.'),
  }),
  'runs.branch': ofRun.extend({ plan: runPlanChanges, name: nameText.nullable() }),
  'runs.rename': ofRun.extend({ name: nameText }),
  'runs.tag': ofRun.extend({ add: tags, remove: tags }),
  'runs.note': ofRun.extend({ note: longText }),
  'runs.delete': ofRun,
  'runs.undelete': z.strictObject({ run: runId }),
  'runs.aggregate': z.strictObject({ groupId: name }),
  'runs.evaluate': ofRun.extend({ split }),
  'runs.scored': ofRun.extend({
    split,
    actual: z.string().nullable(),
    predicted: z.string().nullable(),
    onlyWrong: z.boolean(),
    bestFirst: z.boolean().optional(),
    offset: count,
    limit,
  }),
  'runs.predict': ofRun.extend({
    input: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('row'),
        values: z.record(z.string(), longText.nullable()),
        decimal: z.enum(DECIMAL_MARKS).optional(),
      }),
      z.strictObject({
        kind: z.literal('file'),
        path,
        decimal: z.enum(DECIMAL_MARKS).optional(),
      }),
      z.strictObject({ kind: z.literal('text'), text: longText }),
    ]),
    continuation: z
      .strictObject({
        tokens: z.int().min(1).max(5000),
        temperature: z.number().min(0).max(10),
        seed: z.int().nonnegative(),
      })
      .optional()
      .describe('How a model that learnt what comes next goes on with a text.'),
  }),
  'runs.recommend': ofRun.extend({
    user: longText,
    count: z.int().min(1).max(MOST_RECOMMENDED),
    includeSeen: z.boolean(),
  }),
  'runs.users': ofRun.extend({ search: longText, limit: z.int().min(1).max(1000) }),
  'runs.cost': ofRun,
  'runs.plan-execution': ofDataset.extend({ model: modelSpec, plan: runPlan }),
  'runs.preview-cost': z.strictObject({
    seconds: z.number().nonnegative(),
    samplesPerSecond: z.number().positive(),
    flopsPerSample: z.number().nonnegative(),
    parameters: count,
    batchSize: count,
  }),
  'runs.export-series': ofRun,
  'cost.decide': z.strictObject({ scenario }),
  'cost.scenario-of-run': ofRun,
  'scenarios.list': nothing,
  'scenarios.get': ofScenario,
  'scenarios.versions': ofScenario,
  'scenarios.save': z.strictObject({ id: scenarioId.nullable(), scenario }),
  'scenarios.duplicate': ofScenario.extend({ name: nameText.min(1).nullable() }),
  'scenarios.import': z.strictObject({ text: z.string().max(1_000_000) }),
  'scenarios.delete': z.strictObject({ id: scenarioId }),
  'scenarios.undelete': z.strictObject({ id: scenarioId }),
  'scenarios.context': z.strictObject({ measurement: name.nullable(), run: name.nullable() }),
  'measurements.list': nothing,
  'measurements.get': ofMeasurement,
  'measurements.active': nothing,
  'measurements.models': serverAccess,
  'measurements.start': serverAccess.extend({
    token: name.describe('Names it in `measurement.progress` and for `measurements.stop`.'),
    name: name.nullable(),
    api: servingApi,
    model: name.nullable().describe('Null takes the only one that the server has.'),
    load: servingLoad,
    keepPartial: z.boolean().describe('Store finished levels where the rest cannot be measured.'),
  }),
  'measurements.stop': z.strictObject({ token: name }),
  'measurements.rename': ofMeasurement.extend({ name }),
  'measurements.delete': ofMeasurement,
  'measurements.undelete': z.strictObject({ measurement: measurementId }),
  'settings.get': nothing,
  'settings.set': z.strictObject({ changes: settingsChanges }),
  'market.facts': nothing,
  'market.list': nothing,
  'market.get': ofScenario,
  'market.versions': ofScenario,
  'market.save': z.strictObject({ id: scenarioId.nullable(), scenario: marketScenario }),
  'market.duplicate': ofScenario.extend({ name: nameText.min(1).nullable() }),
  'market.delete': z.strictObject({ id: scenarioId }),
  'market.undelete': z.strictObject({ id: scenarioId }),
  'money.shown': nothing,
  'tariffs.list': nothing,
  ...AUDIT_PARAMS,
  ...PACK_PARAMS,
  ...PRICE_PARAMS,
  ...RECIPE_PARAMS,
  ...EXCHANGE_PARAMS,
  ...EXPLORE_PARAMS,
  'disk.report': nothing,
  'disk.prune': nothing,
  'doctor.report': z.strictObject({ measure: z.boolean(), again: z.boolean().optional() }),
  'doctor.stop': nothing,
} as const;

const rowsPage = z.object({ total: count, rows: z.array(scoredRow) });

/** Result schema of every request. */
export const REQUEST_RESULTS = {
  'host.report': hostReport,
  'host.quit': nothing,
  'samples.list': z.array(sample),
  'samples.import': dataset,
  'datasets.preview': datasetPreview,
  'datasets.import': dataset,
  'datasets.cancel-import': nothing,
  'datasets.list': z.array(dataset),
  'datasets.get': dataset,
  'datasets.rows': rowsPage,
  'datasets.rename': dataset,
  'datasets.delete': nothing,
  'datasets.undelete': dataset,
  'templates.list': z.array(templateSummary),
  'templates.build': z.object({ model: modelSpec, plan: runPlan }),
  'models.list': z.array(storedModel),
  'models.save': storedModel,
  'models.rename': storedModel,
  'models.delete': nothing,
  'models.undelete': storedModel,
  'runs.start': z.array(runSummary),
  'runs.list': z.object({ total: count, runs: z.array(runSummary) }),
  'runs.get': runDetail,
  'runs.waiting': z.array(waitingRun),
  'runs.series': z.array(metricSeries),
  'runs.pause': runSummary,
  'runs.continue': runSummary,
  'runs.stop': runSummary,
  'runs.resume': runSummary,
  'runs.branch': runSummary,
  'runs.rename': runSummary,
  'runs.tag': runSummary,
  'runs.note': runSummary,
  'runs.delete': nothing,
  'runs.undelete': runSummary,
  'runs.aggregate': seedAggregate,
  'runs.evaluate': evaluation,
  'runs.scored': rowsPage,
  'runs.predict': z.object({ predictions: z.array(prediction) }),
  'runs.recommend': recommendations,
  'runs.users': z.object({ total: count, users: texts }),
  'runs.cost': runCost,
  'runs.plan-execution': plannedExecution,
  'runs.preview-cost': runCost,
  'runs.export-series': z.object({ csv: z.string() }),
  'cost.decide': decision,
  'cost.scenario-of-run': scenario,
  'scenarios.list': z.array(storedScenario),
  'scenarios.get': storedScenario,
  'scenarios.versions': z.array(storedScenario),
  'scenarios.save': storedScenario,
  'scenarios.duplicate': storedScenario,
  'scenarios.import': storedScenario,
  'scenarios.delete': nothing,
  'scenarios.undelete': storedScenario,
  'scenarios.context': resolveContext,
  'measurements.list': z.array(measurement),
  'measurements.get': measurement,
  'measurements.active': measurementProgress.nullable(),
  'measurements.models': z.object({
    url: z.string(),
    models: z.array(z.string()),
    software: z.string().nullable(),
    version: z.string().nullable(),
  }),
  'measurements.start': measurement,
  'measurements.stop': nothing,
  'measurements.rename': measurement,
  'measurements.delete': nothing,
  'measurements.undelete': measurement,
  'settings.get': settings,
  'settings.set': settings,
  'market.facts': marketFacts,
  'market.list': z.array(storedMarketScenario),
  'market.get': storedMarketScenario,
  'market.versions': z.array(storedMarketScenario),
  'market.save': storedMarketScenario,
  'market.duplicate': storedMarketScenario,
  'market.delete': nothing,
  'market.undelete': storedMarketScenario,
  'money.shown': money,
  'tariffs.list': z.array(tariffRow),
  ...AUDIT_RESULTS,
  ...PACK_RESULTS,
  ...PRICE_RESULTS,
  ...RECIPE_RESULTS,
  ...EXCHANGE_RESULTS,
  ...EXPLORE_RESULTS,
  'disk.report': diskReport,
  'disk.prune': z.object({ checkpoints: count, sizeBytes: count }),
  'doctor.report': doctorReport,
  'doctor.stop': nothing,
} as const;

schemaOf<{ [Name in RequestName]: Params<Name> }>()(z.object(REQUEST_PARAMS));
schemaOf<{ [Name in RequestName]: Reply<Name> }>()(z.object(REQUEST_RESULTS));
