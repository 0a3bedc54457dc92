import { declareAudit } from './audit.ts';
import { declareBackup } from './backup.ts';
import { declareBench } from './bench.ts';
import { declareBranch } from './branch.ts';
import { declareClone } from './clone.ts';
import { declareCompile } from './compile.ts';
import { declareCost } from './cost.ts';
import { declareDataset } from './dataset.ts';
import { declareDatasets } from './datasets.ts';
import { declareDelete } from './delete.ts';
import { declareDisk } from './disk.ts';
import { declareDoctor } from './doctor.ts';
import { declareEvaluate } from './evaluate.ts';
import { declareExport } from './export.ts';
import { declareExportSeries } from './export-series.ts';
import { declareFormats } from './formats.ts';
import { declareImport } from './import.ts';
import { declareMarket } from './market.ts';
import { declareMeasurement, declareMeasurements } from './measurements.ts';
import { declareMeter } from './meter.ts';
import { declareNote } from './note.ts';
import { declarePause } from './pause.ts';
import { declarePredict } from './predict.ts';
import { declarePreview } from './preview.ts';
import { declarePrices } from './prices/prices.ts';
import { declareRecipe } from './recipe.ts';
import { declareRename } from './rename.ts';
import { declareRestore } from './restore.ts';
import { declareResume } from './resume.ts';
import { declareRun } from './run.ts';
import { declareRuns } from './runs.ts';
import { declareScenarios } from './scenarios.ts';
import { declareServe } from './serve.ts';
import { declareSettings } from './settings.ts';
import { declareStop } from './stop.ts';
import { declareTag } from './tag.ts';
import { declareTemplates } from './templates.ts';
import { declareTrain } from './train.ts';
import { declareUndelete } from './undelete.ts';
import type { DeclareCommand } from './verb.ts';

/** All verbs, in the order of the help. */
export const COMMANDS: readonly DeclareCommand[] = [
  declareFormats,
  declarePreview,
  declareImport,
  declareDatasets,
  declareDataset,
  declareAudit,
  declareRecipe,
  declareTemplates,
  declareCompile,
  declareTrain,
  declarePause,
  declareResume,
  declareStop,
  declareRuns,
  declareRun,
  declareEvaluate,
  declarePredict,
  declareExport,
  declareExportSeries,
  declareClone,
  declareBranch,
  declareMeter,
  declareMeasurements,
  declareMeasurement,
  declareDelete,
  declareUndelete,
  declareRename,
  declareTag,
  declareNote,
  declareCost,
  declareScenarios,
  declareMarket,
  declareSettings,
  declarePrices,
  declareDisk,
  declareDoctor,
  declareBench,
  declareServe,
  declareBackup,
  declareRestore,
];
