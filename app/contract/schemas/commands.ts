import { z } from 'zod';
import { OPTION_KINDS } from '../../cost/decision/decision.ts';
import { auditReport } from './audit.ts';
import { labelComparison, labelReport } from './audit-requests.ts';
import { benchReport } from './bench.ts';
import { runCost } from './cost.ts';
import { dataset } from './dataset.ts';
import { doctorReport } from './doctor.ts';
import { exportedEnds } from './exchange.ts';
import { correlations, datasetProfile, imagesPage, rowsPage, targetPlot } from './explore.ts';
import { datasetPreview, formatFacts } from './import.ts';
import { diskReport, money, settings } from './machine.ts';
import { marketScenario } from './market.ts';
import { decisionStep, labSummary, marketLab } from './market-lab.ts';
import { measurement } from './measurement.ts';
import { storedModel, templateSummary } from './model.ts';
import { decisionGrid, outlook } from './outlook.ts';
import { packReport } from './packs.ts';
import {
  auditFinding,
  figureSet,
  priceChange,
  priceImport,
  priceList,
  sheetSummary,
} from './prices.ts';
import { recipe } from './recipe.ts';
import { recipeReport } from './recipe-requests.ts';
import {
  evaluation,
  prediction,
  recommendations,
  runDetail,
  runSummary,
  scoredRow,
  seedAggregate,
} from './run.ts';
import { decision, scenario } from './scenario.ts';
import { storedMarketScenario, storedScenario } from './scenario-requests.ts';
import { count, metricValues, runId } from './values.ts';

/** What the verbs of the command line print with `--json`. More fields may come; none goes. */

const ownCost = runCost
  .omit({ usd: true, rented: true })
  .partial()
  .extend({ usd: z.number().nullable().describe('Null while it is not worked out.') });

/** A run as scripts see it: the summary, with its cost under `cost.usd`. */
export const runOutput = runSummary
  .omit({ costUsd: true })
  .extend({ cost: ownCost })
  .meta({ id: 'RunOutput' });

const oneRun = z.object({ run: runOutput });
const oneDataset = z.object({ dataset });
const oneMeasurement = z.object({ measurement });

const oneNamed = z
  .union([
    oneDataset,
    z.object({ model: storedModel }),
    oneRun,
    oneMeasurement,
    z.object({ scenario: storedScenario }),
  ])
  .describe('Under the name of its kind.');

const epochLine = z
  .object({
    event: z.literal('epoch'),
    run: runId,
    epoch: count.describe('Counted from 0.'),
    step: count.describe('Optimiser updates done since the start of the run.'),
    metrics: metricValues,
  })
  .meta({ id: 'EpochLine' });

const runLine = z
  .object({
    event: z.literal('run'),
    run: runOutput,
    group: seedAggregate.optional().describe('On the last line, if there were several seeds.'),
  })
  .meta({ id: 'RunLine' });

const runLines = z
  .discriminatedUnion('event', [epochLine, runLine])
  .describe('JSON Lines: one `epoch` line for each epoch, one `run` line for each run as it ends.');

const pricedRun = runOutput
  .extend({
    cost: z.union([runCost, ownCost]).describe('With the same work rented, where it is priced.'),
  })
  .meta({ id: 'PricedRunOutput' });

const costOutput = decision
  .extend({
    uncertainty: outlook,
    grid: decisionGrid.optional().describe('With `--grid`.'),
    report: z.string().optional().describe('With `--report`: the file written.'),
  })
  .meta({ id: 'CostOutput', description: 'All money in USD.' });

const oneScenario = z.object({ scenario: storedScenario });
const keptScenarios = z.object({
  scenarios: z.array(storedScenario),
  answers: z
    .array(
      z.object({
        option: z.enum(OPTION_KINDS).nullable(),
        usdPerMonth: z.number().nullable(),
        reason: z.string().nullable(),
      }),
    )
    .describe('Of each scenario, in the same order: what is recommended, or why nothing is.'),
});
const oneMarketScenario = z.object({ scenario: storedMarketScenario });
const keptMarketScenarios = z.object({ scenarios: z.array(storedMarketScenario) });

const wrong = z
  .object({ total: count, rows: z.array(scoredRow) })
  .optional()
  .describe('With `--wrong`: the rows that the model is most wrong about.');

const pruned = z
  .object({ checkpoints: count, sizeBytes: count })
  .optional()
  .describe('With `--prune`: what went.');

/** By verb. */
export const COMMAND_OUTPUTS = {
  formats: z.object({ formats: z.array(formatFacts) }),
  preview: z.object({ preview: datasetPreview }),
  import: oneDataset,
  'recipe show': recipeReport,
  'recipe check': z
    .object({ recipe, features: count.optional() })
    .describe('Features where it was held against a dataset or a file.'),
  'recipe new': z.object({ recipe, path: z.string().optional() }),
  'recipe apply': oneDataset,
  datasets: z.object({ datasets: z.array(dataset) }),
  dataset: oneDataset.extend({
    rows: rowsPage.optional().describe('With `--rows`.'),
    images: imagesPage.optional().describe('With `--rows`, of images.'),
    correlations: correlations.optional().describe('With `--correlations`.'),
    target: targetPlot.optional().describe('With `--target-by`.'),
    profile: datasetProfile.optional().describe('With `--profile`.'),
  }),
  audit: z
    .union([
      auditReport.extend({
        fixedRecipe: z
          .union([z.string(), recipe])
          .optional()
          .describe('With `--fixed-recipe`: where it was written, or itself.'),
      }),
      z.object({ labels: labelReport }),
      oneDataset,
      z.object({ comparison: labelComparison }),
    ])
    .describe(
      'The report; with `--fix` and `--name` the dataset that was prepared with these fixes; ' +
        'with `--labels` the doubted labels, with `--relabel` and `--exclude` the corrected dataset, ' +
        'with `--compare` the comparison. `--retrain` prints JSON Lines as `train`, then `{"event":"comparison"}`.',
    ),
  templates: z.object({ templates: z.array(templateSummary) }),
  train: runLines,
  resume: runLines,
  clone: runLines,
  branch: runLines,
  pause: oneRun,
  stop: oneRun,
  note: oneRun,
  tag: z.object({ runs: z.array(runOutput) }),
  runs: z.object({ total: count, runs: z.array(runOutput) }),
  run: runDetail.extend({ run: pricedRun }).meta({ id: 'RunDetailOutput' }),
  evaluate: evaluation.extend({ run: runId, wrong }).meta({ id: 'EvaluationOutput' }),
  predict: z.object({ predictions: z.array(prediction.extend(recommendations.partial().shape)) }),
  export: z.object({
    ...exportedEnds,
    files: z.array(z.object({ path: z.string(), sizeBytes: count })),
  }),
  'export-series': z.object({ path: z.string(), rows: count }),
  meter: oneMeasurement.describe(
    'With `--keep-partial` also of a sweep that was cut short; the error follows.',
  ),
  measurements: z.object({ measurements: z.array(measurement) }),
  measurement: oneMeasurement,
  delete: z.object({
    deleted: z.object({
      kind: z.enum(['dataset', 'model', 'run', 'measurement', 'scenario']),
      id: z.string(),
      name: z.string(),
    }),
  }),
  undelete: oneNamed,
  rename: oneNamed,
  settings: z.object({ settings, money }),
  'settings get': z.object({
    key: z.string(),
    value: z.union([z.string(), z.number(), z.null()]),
  }),
  'settings set': z.object({ settings, money }),
  'prices list': z
    .union([z.object({ sheets: z.array(sheetSummary) }), priceList])
    .describe('Of all sheets, or of the one named.'),
  'prices import': priceImport,
  'prices diff': priceImport,
  'prices set': figureSet,
  'prices undo': z.object({ undone: priceChange }),
  'prices audit': z.object({ findings: z.array(auditFinding) }),
  'prices history': z.object({ changes: z.array(priceChange) }),
  disk: diskReport.extend({ pruned }).meta({ id: 'DiskOutput' }),
  doctor: z
    .union([doctorReport, z.object({ pack: packReport })])
    .describe('With `--install` or `--remove`: the pack as it stands then.'),
  market: z
    .union([
      z.object({
        market: marketLab,
        decision: z.array(decisionStep).optional().describe('With `--decision`.'),
      }),
      marketScenario,
    ])
    .describe('With `--template`: a scenario to start from.'),
  'market list': keptMarketScenarios,
  'market versions': keptMarketScenarios,
  'market save': oneMarketScenario,
  'market duplicate': oneMarketScenario,
  'market show': marketScenario,
  'market compare': z.object({
    compared: z.array(z.object({ name: z.string(), summary: labSummary })),
  }),
  cost: z
    .union([costOutput, scenario])
    .describe('With `--template` or `--print`: the scenario instead.'),
  scenarios: keptScenarios,
  'scenarios versions': keptScenarios,
  'scenarios save': oneScenario,
  'scenarios duplicate': oneScenario,
  'scenarios show': scenario,
  'scenarios compare': z.object({
    compared: z.array(z.object({ name: z.string(), decision })),
  }),
  bench: benchReport,
  serve: z.object({ address: z.string(), port: count }),
  backup: z.object({ backup: z.object({ file: z.string(), sizeBytes: count }) }),
  restore: z.object({
    restored: z.object({
      backup: z.string(),
      replacedFile: z.string().nullable().describe('What was there before, kept; null if nothing.'),
    }),
  }),
} as const;

/** On stdout with `--json`, exit code 1 (2 for wrong usage). */
export const errorOutput = z.object({
  error: z.object({
    code: z.string().describe('Stable.'),
    message: z.string().describe('Always English.'),
    where: z.record(z.string(), z.unknown()).describe('The other fields of the error.'),
  }),
});
