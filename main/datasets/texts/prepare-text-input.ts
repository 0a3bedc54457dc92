import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import type { RawInput } from '../../../app/dataset/raw-input.ts';
import type { FittedText } from '../../../app/dataset/recipe.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { padded } from '../../../app/text/padded.ts';
import { openTokenizer } from '../../../app/text/tokenizer.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { formatOf } from '../detect-format.ts';
import { filesOfFolder } from '../files-of-folder.ts';
import { isTextName } from '../images/file-names.ts';
import type { PreparedInput } from '../prepared-input.ts';
import { isTableFormat, stageTable } from '../tables/stage-table.ts';
import { openLines } from './lines.ts';

const MOST_ROWS = 10_000;
/** Of a text that is read whole: what a person would paste, and more. */
const MOST_BYTES = 4 * 1024 ** 2;

/** How far a language model goes on, and how boldly. */
export type Ask = Omit<NonNullable<PreparedInput['continuation']>, 'filled'>;

/** What a language model says without being told how much. */
export const USUAL_CONTINUATION: Ask = { tokens: 200, temperature: 0.8, seed: 0 };

/**
 * Cuts raw texts as a dataset's were: one text, a row that names the text's column, a text file, or a delimited
 * file with that column.
 * @param ask how a language model is to go on
 * @returns `run/input-invalid`, or the errors of the file
 */
export async function prepareTextInput(
  text: FittedText,
  input: RawInput,
  ask: Ask,
  scratch: string,
): Promise<Result<PreparedInput>> {
  if (text.column !== null && input.kind === 'file') {
    const names = await filesOfFolder(input, isTextName);
    if (!names.ok) return names;
    if (names.value !== null) return prepareFolder(text, input.path, names.value);
  }
  const texts = await textsOfInput(text, input, scratch);
  if (!texts.ok) return texts;
  return text.column === null
    ? continued(text, texts.value.join('\n'), ask)
    : ok(encoded(text, texts.value));
}

/** A text of each file. */
async function prepareFolder(
  text: FittedText,
  folder: string,
  files: readonly string[],
): Promise<Result<PreparedInput>> {
  const texts: string[] = [];
  for (const name of files) {
    const whole = await wholeFile(join(folder, name));
    if (!whole.ok) return whole;
    texts.push(...whole.value);
  }
  return ok({ ...encoded(text, texts), files });
}

function encoded(
  { tokenizer, length, truncating }: FittedText,
  texts: readonly string[],
): PreparedInput {
  const { encode } = openTokenizer(tokenizer);
  const features = new Int32Array(texts.length * length);
  for (const [row, text] of texts.entries()) {
    features.set(padded(encode(text), length, truncating), row * length);
  }
  return { rows: texts.length, features };
}

/** The end of a text is what the next token depends on. */
function continued(
  { tokenizer, length }: FittedText,
  text: string,
  ask: Ask,
): Result<PreparedInput> {
  const { encode } = openTokenizer(tokenizer);
  const tokens = text
    .split(/(?<=\n)/)
    .flatMap((line) => encode(line))
    .slice(-length);
  if (tokens.length === 0) return invalid('text', text, 'text');
  const continuation = { ...ask, filled: tokens.length };
  return ok({ rows: 1, features: padded(tokens, length), continuation });
}

/** The texts that are given: one, those of a table's column, or a file's as one. */
export async function textsOfInput(
  { column }: FittedText,
  input: RawInput,
  scratch: string,
): Promise<Result<readonly string[]>> {
  switch (input.kind) {
    case 'text':
      return ok([input.text]);
    case 'row': {
      const name = column ?? 'text';
      const unknown = Object.keys(input.values).find((each) => each !== name);
      if (unknown !== undefined) {
        return invalid(unknown, input.values[unknown] ?? '', `column: ${name}`);
      }
      return ok([input.values[name] ?? '']);
    }
    case 'file': {
      const recognised = await formatOf(input.path, undefined);
      const format = recognised.ok ? recognised.value.format : 'text';
      return column !== null && isTableFormat(format)
        ? columnOfFile(input.path, format, column, scratch)
        : wholeFile(input.path);
    }
  }
}

async function wholeFile(path: string): Promise<Result<readonly string[]>> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) return invalid('bytes', String(size), `integer ≤ ${MOST_BYTES}`);
  const text = await openLines(path);
  if (!text.ok) return text;
  const lines: string[] = [];
  for await (const line of text.value.lines()) lines.push(line);
  return ok([lines.join('')]);
}

async function columnOfFile(
  path: string,
  format: DatasetFormat,
  column: string,
  scratch: string,
): Promise<Result<readonly string[]>> {
  return TableSession.with(scratch, undefined, async (session) => {
    const folders = { output: scratch, scratch };
    const staged = await stageTable({
      session,
      path,
      options: { format },
      folders,
      signal: undefined,
    });
    if (!staged.ok) return staged;
    const { names, parquetPath, rows } = staged.value;
    if (rows > MOST_ROWS) return invalid('rows', String(rows), `integer ≤ ${MOST_ROWS}`);
    // A file of nothing but texts needs no name over them.
    const index = names.length === 1 ? 0 : names.indexOf(column);
    if (index < 0) return invalid('columns', names.join(', '), `column: ${column}`);
    const cells = await session.rows(
      `SELECT c${index} FROM read_parquet(${sqlText(parquetPath)}) ORDER BY row`,
    );
    return ok(cells.map(([cell]) => (typeof cell === 'string' ? cell : '')));
  });
}

function invalid(place: string, value: string, expected: string) {
  return fail({ code: 'run/input-invalid', place, value, expected });
}
