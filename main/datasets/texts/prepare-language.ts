import { join } from 'node:path';
import {
  type Column,
  type Recipe,
  type SampleInput,
  SPLITS,
} from '../../../app/dataset/dataset.ts';
import type { FittedRecipe, FittedText } from '../../../app/dataset/recipe.ts';
import { countSplits, DEFAULT_FRACTIONS } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { TokenizerFit } from '../../../app/text/fit-tokenizer.ts';
import type { TextOptions } from '../../../app/text/text-options.ts';
import { openTokenizer } from '../../../app/text/tokenizer.ts';
import type { ImportedData, ImportWork } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import type { TextLines } from './lines.ts';
import { TokenFile } from './token-file.ts';

const DEFAULT_LENGTH = 64;
const DEFAULT_VOCABULARY = 8000;
const WINDOWS_AT_ONCE = 1024;
/** Of a text's characters: longer lines are cut between splits. */
const LONGEST_SHARE = 0.05;
/** Characters that a word is waited for to end. */
const NEAR = 64;
export const TEXT_COLUMN = 'text';

/** What preparing a text takes besides it. */
export type LanguageWork = Pick<
  ImportWork,
  'path' | 'folder' | 'scratch' | 'onProgress' | 'signal'
>;

/**
 * Prepares one long text for guessing what comes next: windows of `length` tokens, each with the tokens one place
 * further on. The text is split where it stands, its beginning to train on, between lines unless they are long; no window reaches over into another
 * split, and the last one of a split begins early enough to be full.
 */
export async function prepareLanguage(
  text: TextLines,
  recipe: Recipe,
  work: LanguageWork,
): Promise<Result<ImportedData>> {
  const { scratch, signal } = work;
  let characters = 0;
  for await (const line of text.lines(signal)) characters += line.length;
  const ends = endsOf(characters, recipe);
  const { tokenizer, length } = await fitLanguage(text, ends, recipe.text, signal);
  const { encode, size } = openTokenizer(tokenizer);
  const files = await Promise.all(
    SPLITS.map((split) => TokenFile.create(join(scratch, `${split}.tokens`))),
  );
  try {
    for await (const { line, split } of dealt(text, ends, signal)) {
      await files[split]?.append(encode(line));
    }
    for (const file of files) await file.flush();
    const short = SPLITS.find(
      (_, at) =>
        (ends[at] ?? 0) > (ends[at - 1] ?? 0) && windowCount(files[at]?.length ?? 0, length) === 0,
    );
    if (short !== undefined) {
      const tokens = files.map((file) => file.length);
      return fail({
        code: 'dataset/text-too-short',
        path: work.path,
        split: short,
        tokens: tokens[SPLITS.indexOf(short)] ?? 0,
        needed: length + 1,
        longest: Math.max(0, Math.min(...tokens) - 1),
      });
    }
    const fitted = { column: null, tokenizer, length };
    return ok(await writeWindows(files, fitted, size, recipe, work));
  } finally {
    for (const file of files) await file.close();
  }
}

/** Characters before the end of each split, of so many in all. */
export function endsOf(characters: number, { split }: Recipe): readonly number[] {
  const { train, val } =
    split !== undefined && 'fractions' in split ? split.fractions : DEFAULT_FRACTIONS;
  return [train, train + val, 1].map((share) => Math.round(share * characters));
}

/** How a text becomes tokens, fitted on what of it trains. */
export async function fitLanguage(
  text: TextLines,
  ends: readonly number[],
  options: TextOptions = {},
  signal?: AbortSignal,
): Promise<FittedText> {
  const {
    tokenizer: kind = 'character',
    lower = false,
    form,
    vocabulary = DEFAULT_VOCABULARY,
    length = DEFAULT_LENGTH,
  } = options;
  const fit = new TokenizerFit({ kind, lower, ...(form !== undefined && { form }), vocabulary });
  for await (const { line, split } of dealt(text, ends, signal)) if (split === 0) fit.add(line);
  return { column: null, tokenizer: fit.finish(), length };
}

/**
 * Lines with the place of their split: a line belongs where it begins, but one that is a good part of the whole text is
 * cut where a split ends, so that a text on few lines is split as well.
 * @param ends characters before the end of each split; the last one is the length of the text
 */
export async function* dealt(
  text: TextLines,
  ends: readonly number[],
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly line: string; readonly split: number }> {
  const longest = (ends.at(-1) ?? 0) * LONGEST_SHARE;
  let begin = 0;
  for await (const line of text.lines(signal)) {
    const pieces =
      line.length > longest
        ? cutAt(
            line,
            ends.map((end) => end - begin),
          )
        : [line];
    for (const piece of pieces) {
      const split = ends.findIndex((end) => begin < end);
      yield { line: piece, split: split < 0 ? ends.length - 1 : split };
      begin += piece.length;
    }
  }
}

/** Pieces of a line that end at the first space from each place on, or there if none is near. */
function cutAt(line: string, places: readonly number[]): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const place of places) {
    if (place <= from || place >= line.length) continue;
    const space = line.slice(place, place + NEAR).search(/\s/);
    const isPair = /[\ud800-\udbff]/.test(line.charAt(place - 1));
    const end = space >= 0 ? place + space : isPair ? place + 1 : place;
    pieces.push(line.slice(from, end));
    from = end;
  }
  return [...pieces, line.slice(from)].filter((piece) => piece !== '');
}

/** Windows that begin `length` tokens apart, the last one so that it ends with the text. */
export function windowCount(tokens: number, length: number): number {
  return tokens <= length ? 0 : Math.ceil((tokens - 1) / length);
}

async function writeWindows(
  files: readonly TokenFile[],
  text: FittedText,
  vocabulary: number,
  asked: Recipe,
  work: LanguageWork,
): Promise<ImportedData> {
  const { length } = text;
  const input: SampleInput = { kind: 'tokens', length, vocabulary };
  const windows = files.map((file) => windowCount(file.length, length));
  const total = windows.reduce((sum, count) => sum + count, 0);
  const assignment = new Uint8Array(total);
  let begin = 0;
  for (const [split, count] of windows.entries()) {
    assignment.fill(split, begin, begin + count);
    begin += count;
  }
  const writer = new PreparedWriter(work.folder, assignment, input, input, false);
  try {
    let done = 0;
    for (const [split, file] of files.entries()) {
      const count = windows[split] ?? 0;
      for (let first = 0; first < count; first += WINDOWS_AT_ONCE) {
        const some = Math.min(WINDOWS_AT_ONCE, count - first);
        await writer.append({ ...(await readWindows(file, first, some, length)), weight: null });
        done += some;
        work.onProgress(done, total);
      }
    }
    const recipe: FittedRecipe = {
      version: 2,
      recipe: asked,
      table: null,
      text,
      target: { kind: 'tokens', column: null },
    };
    return {
      columns: [textColumn()],
      target: TEXT_COLUMN,
      classCounts: [],
      rows: countSplits(assignment),
      split: asked.split,
      manifest: await writer.finish('language-modeling', recipe),
    };
  } finally {
    await writer.close();
  }
}

async function readWindows(file: TokenFile, first: number, count: number, length: number) {
  const features = new Int32Array(count * length);
  const target = new Int32Array(count * length);
  for (let at = 0; at < count; at += 1) {
    const begin = Math.min((first + at) * length, file.length - length - 1);
    const tokens = await file.read(begin, length + 1);
    features.set(tokens.subarray(0, length), at * length);
    target.set(tokens.subarray(1), at * length);
  }
  return { features, target };
}

/** The only column that a text has. Neither its lines nor its windows are compared with one another. */
export function textColumn(): Column {
  return { name: TEXT_COLUMN, type: 'text', role: 'feature', missing: 0, distinct: null };
}
