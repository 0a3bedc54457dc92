import type { FittedRecipe, FittedText, FittedTranslation } from '../../../app/dataset/recipe.ts';
import { emptyClasses, type SplitAssignment } from '../../../app/dataset/split.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { TokenizerFit } from '../../../app/text/fit-tokenizer.ts';
import type { TokenizerOptions } from '../../../app/text/text-options.ts';
import { openTokenizer } from '../../../app/text/tokenizer.ts';
import { openTranslations } from '../../../app/text/translation-rows.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { numberCell, sentenceCell } from '../delimited/cells.ts';
import { streamRows } from '../delimited/stream-rows.ts';
import type { TableSession } from '../delimited/table-session.ts';
import type { ImportedData } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import type { PrepareWork } from '../recipes/prepare-work.ts';
import type { RowLabels } from '../recipes/row-facts.ts';
import { LengthCounts, textTokenizer } from '../texts/text-settings.ts';

const TRAIN = 0;
/** Besides a translation's own tokens, the one that begins or ends it. */
export const MARKS = 1;

/** Where the two sides of a table stand. */
interface SideColumns {
  readonly source: number;
  readonly target: number;
}

/** Rows that lack a side, which no split gets. */
export async function readGaps(session: TableSession, table: AnalysedTable): Promise<RowLabels> {
  const withoutTarget: number[] = [];
  for await (const { firstRow, sources, targets } of pairsOf(session, table)) {
    for (const [row, source] of sources.entries()) {
      if (source === '' || targets[row] === '') withoutTarget.push(firstRow + row);
    }
  }
  return { labels: emptyClasses(1, table.staged.rows), withoutTarget };
}

/**
 * Prepares a table's texts and their translations: [rows, source + target] tokens, and the target's one place further
 * on. Vocabularies and lengths come from the training split only.
 * @param assignment split of every row
 */
export async function prepareTranslations(
  work: PrepareWork,
  assignment: SplitAssignment,
): Promise<Result<ImportedData>> {
  const { session, table, recipe: asked } = work;
  const translation = await fitTranslation(work, assignment);
  const { input, target, ...encode } = openTranslations(translation);
  const weighted = table.plan.weightIndex !== null;
  const writer = new PreparedWriter(work.folder, assignment, input, target, weighted);
  try {
    for await (const { firstRow, sources, targets, weights } of pairsOf(session, table)) {
      const rows = sources.length;
      const features = new Int32Array(rows * input.length);
      const answers = new Int32Array(rows * target.length);
      for (const [row, source] of sources.entries()) {
        const { read, answered } = encode.translation(targets[row] ?? '');
        features.set(encode.source(source), row * input.length);
        features.set(read, (row + 1) * input.length - target.length);
        answers.set(answered, row * target.length);
      }
      await writer.append({ features, target: answers, weight: weighted ? weights : null });
      work.onProgress(firstRow + rows, table.staged.rows);
    }
    const { column } = translation.target;
    const recipe: FittedRecipe = {
      version: 2,
      recipe: asked,
      table: null,
      translation,
      target: { kind: 'tokens', column },
    };
    return ok({
      columns: table.columns,
      target: column ?? '',
      classCounts: [],
      rows: writer.rows(),
      split: asked.split,
      manifest: await writer.finish('translation', recipe),
    });
  } finally {
    await writer.close();
  }
}

/** How both sides become tokens, fitted on training rows. */
export async function fitTranslation(
  { session, table, recipe }: Pick<PrepareWork, 'session' | 'table' | 'recipe'>,
  assignment: SplitAssignment,
): Promise<FittedTranslation> {
  const { text = {}, targetText = {} } = recipe;
  const { source, target } = sideColumns(table);
  const sides = [new SideFit(text), new SideFit({ ...text, ...targetText })] as const;
  for (const pass of ['pieces', 'lengths'] as const) {
    for await (const { firstRow, sources, targets } of pairsOf(session, table)) {
      for (const [row, each] of sources.entries()) {
        if (assignment[firstRow + row] !== TRAIN) continue;
        sides[0][pass](each);
        sides[1][pass](targets[row] ?? '');
      }
    }
  }
  const nameOf = (index: number) => table.columns[index]?.name ?? null;
  return {
    source: {
      ...sides[0].fitted(nameOf(source), 0),
      ...(text.truncating === 'pre' && { truncating: 'pre' }),
    },
    target: sides[1].fitted(nameOf(target), MARKS),
  };
}

/** One side's tokenizer and length, fitted in two passes over its texts. */
class SideFit {
  readonly #options: TokenizerOptions;
  readonly #fit: TokenizerFit;
  readonly #lengths = new LengthCounts();
  #tokenizer: FittedText['tokenizer'] | null = null;
  #encode: ((text: string) => readonly number[]) | null = null;

  constructor(options: TokenizerOptions) {
    this.#options = options;
    // A translation is to come back as it is written.
    this.#fit = new TokenizerFit(textTokenizer({ lower: false, form: 'NFC', ...options }));
  }

  pieces(text: string): void {
    this.#fit.add(text);
  }

  lengths(text: string): void {
    this.#encode ??= openTokenizer(this.#finished()).encode;
    this.#lengths.add(this.#encode(text).length);
  }

  /** @param marks tokens besides those of the text */
  fitted(column: string | null, marks: number): FittedText {
    const length = this.#options.length ?? this.#lengths.usual() + marks;
    return { column, tokenizer: this.#finished(), length };
  }

  #finished(): FittedText['tokenizer'] {
    this.#tokenizer ??= this.#fit.finish();
    return this.#tokenizer;
  }
}

function sideColumns({ plan }: AnalysedTable): SideColumns {
  const source = plan.columns.findIndex(({ role }) => role === 'feature');
  return { source, target: plan.targetIndex };
}

interface Pairs {
  readonly firstRow: number;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly weights: Float32Array;
}

/** Both sides of every row in the order of the source, in pieces, with what each row counts. */
export async function* pairsOf(session: TableSession, table: AnalysedTable): AsyncGenerator<Pairs> {
  const { source, target } = sideColumns(table);
  const { weightIndex } = table.plan;
  const weights = weightIndex === null ? [] : [numberCell(weightIndex)];
  const read = [sentenceCell(source), sentenceCell(target), ...weights];
  for await (const { chunk, firstRow } of streamRows(session, table.staged, read)) {
    // The number of the row comes first.
    const textsIn = (at: number) => chunk.getColumnValues(at).map(String);
    yield {
      firstRow,
      sources: textsIn(1),
      targets: textsIn(2),
      weights: Float32Array.from(weightIndex === null ? [] : chunk.getColumnValues(3), Number),
    };
  }
}
