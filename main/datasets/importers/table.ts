import { basename } from 'node:path';
import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import { columnWidth, featureCount, writeFeatures } from '../../../app/dataset/apply-recipe.ts';
import { imbalanceWarning } from '../../../app/dataset/classes.ts';
import type { DatasetFormat, SampleInput, SampleTarget } from '../../../app/dataset/dataset.ts';
import { suggestName } from '../../../app/dataset/name.ts';
import { LARGEST_NUMBER, presentText } from '../../../app/dataset/raw-value.ts';
import type { FittedRecipe } from '../../../app/dataset/recipe.ts';
import {
  assignSplits,
  countSplits,
  DEFAULT_FRACTIONS,
  DEFAULT_SPLIT_SEED,
} from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { type AnalysedTable, analyseTable } from '../delimited/analysis.ts';
import { rowsOf } from '../delimited/cells.ts';
import { findBadValues, findBadWeight, findObstacle } from '../delimited/check.ts';
import type { StagedTable } from '../delimited/stage.ts';
import { TableSession } from '../delimited/table-session.ts';
import type {
  FormatPreview,
  ImportedData,
  Importer,
  ImportWork,
  PreviewWork,
} from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { type FittedTable, fitTable } from '../recipes/fit-table.ts';

const PREVIEW_ROWS = 20;

/** Tables of every kind of file that can be staged. */
export const tableImporter: Importer = {
  preview: (work, format) =>
    TableSession.with(work.scratch, undefined, (session) => preview(session, work, format)),
  prepare: (work) =>
    TableSession.with(work.scratch, work.signal, (session) => prepare(session, work)),
};

async function preview(
  session: TableSession,
  { path, options, scratch }: PreviewWork,
  format: DatasetFormat,
): Promise<Result<FormatPreview>> {
  const folders = { output: scratch, scratch };
  const analysed = await analyseTable(session, path, { ...options, format }, folders);
  if (!analysed.ok) return analysed;
  const { staged, plan, columns, classCounts } = analysed.value;
  const badValues = await findBadValues(session, analysed.value);
  const badWeight = await findBadWeight(session, analysed.value);
  const target = columns[plan.targetIndex];
  return ok({
    path,
    format,
    tables: staged.tables ?? [],
    table: staged.table ?? null,
    suggestedName: suggestName(basename(path)),
    task: plan.task,
    possibleTasks: plan.possibleTasks,
    dialect: staged.dialect,
    totalRows: staged.rows,
    columns,
    target: target?.name ?? null,
    targetGuessed: plan.targetGuessed,
    classCounts,
    input: null,
    sampleRows: await firstRows(session, staged),
    sampleImages: [],
    warnings: [
      ...badValues.map((value) => ({ kind: 'bad-value', ...value }) as const),
      ...(badWeight === null ? [] : [{ kind: 'bad-weight', ...badWeight } as const]),
      ...(target !== undefined && target.missing > 0
        ? [{ kind: 'missing-values', column: target.name, count: target.missing } as const]
        : []),
      ...plan.warnings,
      ...imbalanceWarning(classCounts),
    ],
  });
}

async function firstRows(session: TableSession, table: StagedTable) {
  const columns = [...table.names.keys()].map((index) => ({ index, number: false }));
  const rows = await session.rows(
    `${rowsOf(table, columns)} WHERE row < ${PREVIEW_ROWS} ORDER BY row`,
  );
  return rows.map((row) => row.map((cell) => presentText(textOf(cell))));
}

async function prepare(session: TableSession, work: ImportWork): Promise<Result<ImportedData>> {
  const { path, options, folder, scratch, signal } = work;
  work.onProgress(0, null);
  const analysed = await analyseTable(session, path, options, { output: folder, scratch }, signal);
  if (!analysed.ok) return analysed;
  const table = analysed.value;
  const obstacle = await findObstacle(session, table);
  if (obstacle !== null) return fail(obstacle);

  const rows = table.staged.rows;
  const labels = await readLabels(session, table);
  const assignment = assignSplits({
    labels,
    classCounts: table.classCounts.length > 0 ? table.classCounts : [{ name: '', count: rows }],
    fractions: options.splitFractions ?? DEFAULT_FRACTIONS,
    seed: options.splitSeed ?? DEFAULT_SPLIT_SEED,
  });
  if (!assignment.ok) return assignment;
  await session.storeBytes('assignment', assignment.value);
  const fitted = await fitTable(session, table);
  const input: SampleInput = { kind: 'tabular', features: featureCount(fitted.recipe) };
  if (input.features === 0) return fail({ code: 'dataset/no-features', path });

  const regression = table.plan.task === 'regression';
  const sampleTarget: SampleTarget = regression ? { kind: 'values', shape: [] } : { kind: 'class' };
  const weighted = table.plan.weightIndex !== null;
  const writer = new PreparedWriter(folder, assignment.value, input, sampleTarget, weighted);
  try {
    let done = 0;
    for await (const chunk of session.stream(selectPrepared(table, fitted))) {
      const target = regression
        ? scaledTargets(chunk, fitted.recipe)
        : labels.slice(done, done + chunk.rowCount);
      await writer.append({
        features: encodeChunk(chunk, fitted.recipe, input.features),
        target,
        weight: weighted ? rowWeights(chunk) : null,
      });
      done += chunk.rowCount;
      work.onProgress(done, rows);
    }
    return ok({
      columns: table.columns,
      target: table.columns[table.plan.targetIndex]?.name ?? '',
      classCounts: table.classCounts,
      rows: countSplits(assignment.value),
      manifest: await writer.finish(table.plan.task, fitted.recipe),
    });
  } finally {
    await writer.close();
  }
}

/** Class index of every row; all zero for regression. */
async function readLabels(session: TableSession, table: AnalysedTable): Promise<Int32Array> {
  const labels = new Int32Array(table.staged.rows);
  if (table.classCounts.length === 0) return labels;
  const indexes = new Map(table.classCounts.map(({ name }, index) => [name, index]));
  let row = 0;
  const target = table.plan.targetIndex;
  const query = rowsOf(table.staged, [{ index: target, number: false }]);
  for await (const chunk of session.stream(query)) {
    for (const cell of chunk.getColumnValues(0)) {
      labels[row] = indexes.get(presentText(textOf(cell)) ?? '') ?? 0;
      row += 1;
    }
  }
  return labels;
}

/** Feature columns in the recipe's order, then the target where it is a number, then the weights where there are some. */
function selectPrepared(
  { staged, plan }: AnalysedTable,
  { recipe, featureIndexes }: FittedTable,
): string {
  const features = featureIndexes.map((index, at) => ({
    index,
    number: recipe.features[at]?.kind === 'standardize',
  }));
  const target = { index: plan.targetIndex, number: true };
  return rowsOf(staged, [
    ...features,
    ...(recipe.target.kind === 'standardize' ? [target] : []),
    ...(plan.weightIndex === null ? [] : [{ index: plan.weightIndex, number: true }]),
  ]);
}

/** Applies the recipe to a piece of the table: [rows, features]. */
function encodeChunk(chunk: DuckDBDataChunk, recipe: FittedRecipe, width: number): Float32Array {
  const rows = chunk.rowCount;
  const features = new Float32Array(rows * width);
  let offset = 0;
  for (const [index, column] of recipe.features.entries()) {
    const values = chunk.getColumnVector(index);
    for (let row = 0; row < rows; row += 1) {
      const cell = values.getItem(row);
      const value = column.kind === 'one-hot' ? presentText(textOf(cell)) : numberOf(cell);
      writeFeatures(column, value, features, row * width + offset);
    }
    offset += columnWidth(column);
  }
  return features;
}

function scaledTargets(chunk: DuckDBDataChunk, recipe: FittedRecipe): Float32Array {
  if (recipe.target.kind !== 'standardize') throw new Error('The target is not a quantity');
  const { mean, stddev } = recipe.target;
  const values = chunk.getColumnValues(recipe.features.length);
  return Float32Array.from(values, (value) => (Number(value) - mean) / stddev);
}

/** Weights come last; the check before has refused what is none. */
function rowWeights(chunk: DuckDBDataChunk): Float32Array {
  return Float32Array.from(chunk.getColumnValues(chunk.columnCount - 1), Number);
}

function textOf(cell: DuckDBValue): string | null {
  return typeof cell === 'string' ? cell : null;
}

/** The check before has refused everything else that is no number. */
function numberOf(cell: DuckDBValue): number | null {
  return typeof cell === 'number' && Math.abs(cell) <= LARGEST_NUMBER ? cell : null;
}
