import type { Recipe, SampleInput } from '../../../app/dataset/dataset.ts';
import type { FittedRecipe, FittedText } from '../../../app/dataset/recipe.ts';
import { type Balance, weightedByClass } from '../../../app/dataset/recipes/balance-rows.ts';
import type { RowClasses, SplitAssignment } from '../../../app/dataset/split.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { TokenizerFit } from '../../../app/text/fit-tokenizer.ts';
import { padded } from '../../../app/text/padded.ts';
import type { TextOptions } from '../../../app/text/text-options.ts';
import { openTokenizer } from '../../../app/text/tokenizer.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { numberCell, textCell } from '../delimited/cells.ts';
import { streamRows } from '../delimited/stream-rows.ts';
import type { TableSession } from '../delimited/table-session.ts';
import type { ImportedData } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { LengthCounts, textTokenizer } from './text-settings.ts';

const TRAIN = 0;

/** What preparing a table's texts takes. */
interface TextWork {
  readonly session: TableSession;
  readonly table: AnalysedTable;
  /** With nothing left to guess. */
  readonly recipe: Recipe;
  readonly folder: string;
  readonly onProgress: (done: number, total: number | null) => void;
}

/**
 * Prepares a table's texts to be told apart: [rows, length] tokens. Vocabulary and length come from the training
 * split only.
 * @param labels     class index of every row
 * @param assignment split of every row
 * @param balance    how much, or how often, rows that train count
 */
export async function prepareTexts(
  { session, table, recipe: asked, folder, onProgress }: TextWork,
  assignment: SplitAssignment,
  labels: RowClasses,
  { copies, classWeights }: Balance,
): Promise<Result<ImportedData>> {
  const { index, text } = await fitText(session, table, assignment, asked.text);
  const { encode, size } = openTokenizer(text.tokenizer);
  const input: SampleInput = { kind: 'tokens', length: text.length, vocabulary: size };
  const { weightIndex } = table.plan;
  const weighted = weightIndex !== null || classWeights !== null;
  const options = { copies };
  const writer = new PreparedWriter(
    folder,
    assignment,
    input,
    { kind: 'class' },
    weighted,
    options,
  );
  try {
    let done = 0;
    for await (const { texts, weights } of textsOf(session, table, index, weightIndex)) {
      const features = new Int32Array(texts.length * text.length);
      for (const [row, each] of texts.entries()) {
        features.set(padded(encode(each), text.length, text.truncating), row * text.length);
      }
      const target = Int32Array.from(labels.subarray(done, done + texts.length));
      const splits = assignment.subarray(done, done + texts.length);
      const own = weightIndex === null ? null : weights;
      await writer.append({
        features,
        target,
        weight: weighted ? weightedByClass(own, target, splits, classWeights) : null,
      });
      done += texts.length;
      onProgress(done, table.staged.rows);
    }
    const target = table.columns[table.plan.targetIndex]?.name ?? '';
    const classes = table.classCounts.map(({ name }) => name);
    const recipe: FittedRecipe = {
      version: 2,
      recipe: asked,
      table: null,
      text,
      target: { kind: 'label', column: target, classes },
    };
    return ok({
      columns: table.columns,
      target,
      classCounts: table.classCounts,
      rows: writer.rows(),
      split: asked.split,
      manifest: await writer.finish('text-classification', recipe),
    });
  } finally {
    await writer.close();
  }
}

/** The one column of texts that is read: where it stands, and how it becomes tokens, fitted on training rows. */
export async function fitText(
  session: TableSession,
  table: AnalysedTable,
  assignment: SplitAssignment,
  options: TextOptions = {},
): Promise<{ readonly index: number; readonly text: FittedText }> {
  const index = table.plan.columns.findIndex(({ role }) => role === 'feature');
  const column = table.columns[index]?.name ?? '';
  const cut = options.truncating === 'pre' ? ({ truncating: 'pre' } as const) : {};
  const fit = new TokenizerFit(textTokenizer(options));
  await eachTrainingText(session, table, index, assignment, (text) => fit.add(text));
  const tokenizer = fit.finish();
  const given = options.length;
  if (given !== undefined) return { index, text: { column, tokenizer, length: given, ...cut } };
  const { encode } = openTokenizer(tokenizer);
  const lengths = new LengthCounts();
  await eachTrainingText(session, table, index, assignment, (text) =>
    lengths.add(encode(text).length),
  );
  return { index, text: { column, tokenizer, length: lengths.usual(), ...cut } };
}

async function eachTrainingText(
  session: TableSession,
  table: AnalysedTable,
  index: number,
  assignment: SplitAssignment,
  use: (text: string) => void,
): Promise<void> {
  let row = 0;
  for await (const { texts } of textsOf(session, table, index, null)) {
    for (const text of texts) {
      if (assignment[row] === TRAIN) use(text);
      row += 1;
    }
  }
}

/** Texts in the order of the source, in pieces, with what each row counts; a missing text is empty. */
export async function* textsOf(
  session: TableSession,
  table: AnalysedTable,
  index: number,
  weightIndex: number | null,
): AsyncGenerator<{ readonly texts: readonly string[]; readonly weights: Float32Array }> {
  const read = [textCell(index), ...(weightIndex === null ? [] : [numberCell(weightIndex)])];
  // The number of the row comes first.
  for await (const { chunk } of streamRows(session, table.staged, read)) {
    const cells = chunk.getColumnValues(1);
    yield {
      texts: cells.map((cell) => (typeof cell === 'string' ? cell : '')),
      weights: Float32Array.from(weightIndex === null ? [] : chunk.getColumnValues(2), Number),
    };
  }
}
