import { basename } from 'node:path';
import { imbalanceWarning } from '../../../app/dataset/classes.ts';
import type { DatasetFormat, ImportOptions } from '../../../app/dataset/dataset.ts';
import { suggestName } from '../../../app/dataset/name.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { presentText } from '../../../app/dataset/raw-value.ts';
import { planOptions, wholeRecipe } from '../../../app/dataset/recipes/default-recipe.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { type AnalysedTable, analyseTable } from '../delimited/analysis.ts';
import {
  dropsRowsWithout,
  findBadValues,
  findBadWeight,
  numberColumns,
} from '../delimited/check.ts';
import type { StagedTable } from '../delimited/stage.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import type {
  FormatPreview,
  ImportedData,
  Importer,
  ImportWork,
  PreviewWork,
} from '../importer.ts';
import { describeItems } from '../ratings/describe-items.ts';
import { stageItems } from '../ratings/item-table.ts';
import { prepareTable } from '../recipes/prepare-table.ts';
import { repeatedTimes } from '../series/repeated-times.ts';
import { tellPart, tellPartOf } from '../tables/tell-part.ts';

const PREVIEW_ROWS = 20;

/** Tables of every kind of file that can be staged. */
export const tableImporter: Importer = {
  preview: (work, format) =>
    TableSession.with(work.scratch, undefined, (session) =>
      preview(session, withUsual(work, format), format),
    ),
  prepare: (work) =>
    TableSession.with(work.scratch, work.signal, (session) =>
      prepare(session, withUsual(work, work.options.format)),
    ),
};

const USUAL: Readonly<Partial<Record<DatasetFormat, ImportOptions>>> = {
  'text-folder': { task: 'text-classification', target: 'label', text: { column: 'text' } },
  'parallel-text': { task: 'translation' },
};

/** What goes without saying of a format, unless the user says otherwise. */
function withUsual<Work extends PreviewWork>(work: Work, format: DatasetFormat | undefined): Work {
  const usual = USUAL[format ?? 'csv'];
  return usual === undefined ? work : { ...work, options: { ...usual, ...work.options } };
}

async function preview(
  session: TableSession,
  { path, options, scratch }: PreviewWork,
  format: DatasetFormat,
): Promise<Result<FormatPreview>> {
  const folders = { output: scratch, scratch };
  const analysed = await analyseTable(session, path, { ...options, format }, folders);
  if (!analysed.ok) return analysed;
  const { staged, plan, columns, classCounts } = analysed.value;
  const badValues = await findBadValues(session, analysed.value, numberColumns(plan));
  const badWeight = await findBadWeight(session, analysed.value);
  const target = columns[plan.targetIndex];
  const items = await stageItems({ session, path, ratings: plan.ratings, scratch });
  if (!items.ok) return items;
  const described = await describeItems(session, analysed.value, items.value);
  if (!described.ok) return described;
  const recipe = wholeRecipe(plan, options);
  return ok({
    path,
    format,
    tables: staged.tables ?? [],
    table: staged.table ?? null,
    suggestedName: suggestName(staged.name ?? basename(path)),
    task: plan.task,
    possibleTasks: plan.possibleTasks,
    ...(described.value !== null && { ratings: described.value.ratings }),
    dialect: staged.dialect,
    ...(staged.header && { header: staged.header }),
    totalRows: staged.rows,
    columns,
    target: target?.name ?? null,
    targetGuessed: plan.targetGuessed,
    classCounts,
    input: null,
    ...(recipe.ok && recipe.value.split && { split: recipe.value.split }),
    sampleRows: await firstRows(session, staged),
    sampleImages: [],
    warnings: [
      ...badValues.map((value) => ({ kind: 'bad-value', ...value }) as const),
      ...(badWeight === null ? [] : [{ kind: 'bad-weight', ...badWeight } as const]),
      ...readingWarnings(analysed.value, options),
      ...(await repeatedTimes(session, analysed.value, planOptions(options).series?.id)),
      ...plan.warnings,
      ...(described.value?.warnings ?? []),
      ...imbalanceWarning(classCounts),
    ].map((warning) => tellPartOf(warning, staged)),
  });
}

/** What is left out of a table, or read otherwise than it stands. */
function readingWarnings(
  analysed: AnalysedTable,
  options: ImportOptions,
): readonly PreviewWarning[] {
  const { decimalComma, dressed = [], preamble, unlabelled = [], warnings = [] } = analysed.staged;
  return [
    ...(decimalComma && options.dialect?.decimal === undefined
      ? [{ kind: 'decimal-comma', ...decimalComma } as const]
      : []),
    ...(preamble === undefined ? [] : [{ kind: 'lines-passed-over', ...preamble } as const]),
    ...dressed.map((each) => ({ kind: 'numbers-dressed', ...each }) as const),
    ...warnings,
    ...targetGaps(analysed, options),
    ...unlabelled.map((part) => ({ kind: 'split-unlabelled', ...part }) as const),
  ];
}

/** Rows without a target: pairs are left out then, and other rows where the recipe says so. */
function targetGaps(
  { plan, columns }: AnalysedTable,
  { recipe }: ImportOptions,
): readonly PreviewWarning[] {
  const target = columns[plan.targetIndex];
  if (target === undefined || target.missing === 0 || plan.task === 'reconstruction') return [];
  const leftOut = plan.task === 'translation' || dropsRowsWithout(recipe?.steps ?? [], target.name);
  const kind = leftOut ? 'ids-missing' : 'target-gaps';
  return [{ kind, column: target.name, count: target.missing }];
}

async function firstRows(session: TableSession, table: StagedTable) {
  const rows = await session.rows(
    `SELECT * EXCLUDE (row, line) FROM read_parquet(${sqlText(table.parquetPath)})
     WHERE row < ${PREVIEW_ROWS} ORDER BY row`,
  );
  return rows.map((row) => row.map((cell) => presentText(typeof cell === 'string' ? cell : null)));
}

async function prepare(session: TableSession, work: ImportWork): Promise<Result<ImportedData>> {
  const { path, options, folder, scratch, signal } = work;
  work.onProgress(0, null);
  const analysed = await analyseTable(
    session,
    path,
    options,
    { output: folder, scratch, later: true },
    signal,
    work.onProgress,
    work.thread,
  );
  if (!analysed.ok) return analysed;
  const table = analysed.value;
  const recipe = wholeRecipe(table.plan, options);
  if (!recipe.ok) return recipe;
  const codes = table.plan.warnings.filter(({ kind }) => kind === 'leading-zeros');
  const warnings = [...readingWarnings(table, options), ...codes].map((warning) =>
    tellPartOf(warning, table.staged),
  );
  const items = await stageItems({ session, path, ratings: table.plan.ratings, scratch, signal });
  if (!items.ok) return items;
  const prepared = await prepareTable({
    session,
    table,
    items: items.value,
    recipe: recipe.value,
    folder,
    onProgress: work.onProgress,
    newSink: work.thread?.newSink,
  });
  if (!prepared.ok) return fail(tellPart(prepared.error, path, table.staged));
  return ok({ ...prepared.value, warnings });
}
