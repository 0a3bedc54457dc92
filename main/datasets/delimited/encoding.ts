import { isAscii, isUtf8 } from 'node:buffer';
import type { CsvDialect } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { openBytes, readChunks, readHead, type SourceFile } from '../open-bytes.ts';
import { eastAsianOf } from './east-asian.ts';

export type Encoding = CsvDialect['encoding'];

const LF = 0x0a;
const CR = 0x0d;
const HEAD_BYTES = 4096;
const LONGEST_LINE_BYTES = 16 * 1024 ** 2;
/** Of lines that are no UTF-8, so much tells the language. */
const SAMPLE_BYTES = 256 * 1024;
const BLOCK_BYTES = 1024 ** 2;
/** Bytes that windows-1252 leaves unassigned. @source encoding.spec.whatwg.org/index-windows-1252.txt */
const UNASSIGNED_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/**
 * Finds a text file's encoding from all of its bytes: a byte order mark or the zero bytes of UTF-16
 * decide; else UTF-8 if valid throughout; else an East Asian one where its usual characters are told, or GB18030 if
 * valid and written in pairs of high bytes, as Chinese is; else windows-1252 if every byte is assigned.
 * A file with valid UTF-8 letters on most of its non-ASCII lines is damaged UTF-8, and
 * `dataset/encoding-invalid` names the first line that is not.
 */
export async function detectEncoding(file: SourceFile): Promise<Result<Encoding>> {
  const surveyed = await surveyText(file);
  return surveyed.ok ? ok(surveyed.value.encoding) : surveyed;
}

/** A text's encoding, what else stands in UTF-8, and whether another encoding fits as well. */
interface SurveyedText {
  readonly encoding: Encoding;
  readonly facts: TextFacts | null;
  readonly unsure?: boolean | undefined;
}

/** The same, with what the pass over the bytes of UTF-8 shows besides. */
export async function surveyText(
  file: SourceFile,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Result<SurveyedText>> {
  const { bytes: head } = await readHead(openBytes(file), HEAD_BYTES);
  const utf16 = detectUtf16(head);
  if (utf16 !== null) return ok({ encoding: utf16, facts: null });

  const survey = await surveyBytes(file, onBytes);
  if (survey.firstInvalidLine === null) return ok({ encoding: 'utf-8', facts: survey.facts });
  const encoding = await encodingOf(file, survey);
  return encoding.ok ? ok({ ...encoding.value, facts: null }) : encoding;
}

async function encodingOf(
  file: SourceFile,
  survey: Survey,
): Promise<Result<Omit<SurveyedText, 'facts'>>> {
  const row = survey.firstInvalidLine ?? 1;
  const damaged = { code: 'dataset/encoding-invalid', path: file.path, row } as const;
  if (survey.binary || survey.utf8Lines > survey.otherLines) {
    return fail(damaged);
  }
  const eastAsian = eastAsianOf(survey.otherSample);
  const told = eastAsian?.encoding ?? 'gb18030';
  if (told !== 'gb18030' && (await decodes(file, told))) return ok({ encoding: told });
  if (survey.highPairs > survey.highThenLow && (await decodes(file, 'gb18030'))) {
    return ok({ encoding: 'gb18030', ...(eastAsian?.unsure && { unsure: true }) });
  }
  if (!survey.unassigned1252) return ok({ encoding: 'windows-1252' });
  return fail(damaged);
}

/** UTF-16 by its byte order mark or its zero bytes; null for everything else. */
export function detectUtf16(head: Uint8Array): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // Without a mark: ASCII characters (delimiters, digits) leave every other byte zero.
  const zeros: [even: number, odd: number] = [0, 0];
  for (let at = 0; at < head.length; at += 1) {
    if (head[at] === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  }
  const many = head.length / 5;
  if (zeros[1] > many && zeros[0] === 0) return 'utf-16le';
  if (zeros[0] > many && zeros[1] === 0) return 'utf-16be';
  return null;
}

const QUOTES = [`"`, `'`];
const ODD_QUOTES = [' "', " '", '""\n', '""\r', "''\n", "''\r"];
/** Delimiters that lines are looked at for. */
export const SURVEYED_DELIMITERS: readonly string[] = [',', ';', '\t', '|'];

/** What stands in a file of UTF-8, as far as it matters for reading it line by line. */
export interface TextFacts {
  /** Lines, the last also where it does not end. */
  lines: number;
  /** Which of ' and " stand anywhere. */
  quotes: string;
  /** Whether a quote stands behind a space, or two at the end of a line: readers differ about those. */
  oddQuotes: boolean;
  /** Which delimiters stand at the end of a line, where DuckDB overlooks that there is one too many. */
  endDelimiters: string;
  /** Whether a carriage return stands without a line feed behind it. */
  loneCarriageReturn: boolean;
  /** Whether there are bytes that no text holds. */
  control: boolean;
}

/** What one pass over the bytes shows. */
interface Survey {
  readonly facts: TextFacts;
  firstInvalidLine: number | null;
  /** Lines with non-ASCII bytes that are valid UTF-8, and those that are not. */
  utf8Lines: number;
  otherLines: number;
  /** The first of the lines that are not. */
  readonly otherSample: Uint8Array[];
  otherBytes: number;
  /** High bytes followed by another high byte, and by an ASCII one. */
  highPairs: number;
  highThenLow: number;
  unassigned1252: boolean;
  binary: boolean;
}

async function surveyBytes(file: SourceFile, onBytes: (bytes: number) => void): Promise<Survey> {
  const survey: Survey = {
    facts: {
      lines: 0,
      quotes: '',
      oddQuotes: false,
      endDelimiters: '',
      loneCarriageReturn: false,
      control: false,
    },
    firstInvalidLine: null,
    utf8Lines: 0,
    otherLines: 0,
    otherSample: [],
    otherBytes: 0,
    highPairs: 0,
    highThenLow: 0,
    unassigned1252: false,
    binary: false,
  };
  let line = 1;
  for await (const block of wholeLines(file)) {
    const plain = survey.firstInvalidLine === null && isUtf8(block);
    const lineFeeds = plain ? surveyPlain(survey.facts, block) : 0;
    if (plain && isAscii(block)) line += lineFeeds;
    else for (const bytes of splitLines(block)) surveyLine(survey, bytes, line++);
    onBytes(block.length);
  }
  return survey;
}

/** Looks for what makes a file less than plain: one pass over the ends of lines, and native searches. */
function surveyPlain(facts: TextFacts, block: Uint8Array): number {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const lineFeeds = surveyEnds(facts, bytes);
  facts.lines += lineFeeds + (bytes.length > 0 && bytes.at(-1) !== LF ? 1 : 0);
  const quotes = QUOTES.filter((quote) => bytes.includes(quote));
  for (const quote of quotes) if (!facts.quotes.includes(quote)) facts.quotes += quote;
  facts.oddQuotes ||=
    quotes.length > 0 &&
    (ODD_QUOTES.some((text) => bytes.includes(text)) ||
      /(""|'')$/.test(bytes.toString('latin1', bytes.length - 2)));
  facts.control ||= bytes.includes(0) || bytes.includes(0x1e) || bytes.includes(0x1f);
  if (facts.loneCarriageReturn) return lineFeeds;
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === LF) continue;
    facts.loneCarriageReturn = true;
    break;
  }
  return lineFeeds;
}

/** Which delimiters stand before the end of a line or of the block, and how many lines end. */
function surveyEnds(facts: TextFacts, bytes: Uint8Array): number {
  const ends = new Uint8Array(256);
  let lineFeeds = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === LF) lineFeeds += 1;
    // What stands before a carriage return is looked at there.
    if ((byte === LF || byte === CR) && at > 0) ends[bytes[at - 1] ?? 0] = 1;
  }
  ends[bytes[bytes.length - 1] ?? 0] = 1;
  for (const mark of SURVEYED_DELIMITERS) {
    const ending = ends[mark.charCodeAt(0)] === 1;
    if (ending && !facts.endDelimiters.includes(mark)) facts.endDelimiters += mark;
  }
  return lineFeeds;
}

function surveyLine(survey: Survey, bytes: Uint8Array, line: number): void {
  if (isAscii(bytes)) return;
  if (isUtf8(bytes)) {
    survey.utf8Lines += 1;
    return;
  }
  survey.otherLines += 1;
  survey.firstInvalidLine ??= line;
  if (survey.otherBytes + bytes.length <= SAMPLE_BYTES) {
    // Copied, since its memory is used again.
    survey.otherSample.push(bytes.slice());
    survey.otherBytes += bytes.length;
  }
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) survey.binary = true;
    if (byte < 0x80) continue;
    if (UNASSIGNED_1252.includes(byte)) survey.unassigned1252 = true;
    const pair = (bytes[at + 1] ?? 0) >= 0x80;
    if (pair) survey.highPairs += 1;
    else survey.highThenLow += 1;
    at += pair ? 1 : 0;
  }
}

function* splitLines(block: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  while (start < block.length) {
    const end = block.indexOf(LF, start);
    const next = end < 0 ? block.length : end + 1;
    yield block.subarray(start, next);
    start = next;
  }
}

/** The file's bytes in blocks that end with a line, each there until the next; a line too long for any table is cut. */
async function* wholeLines(file: SourceFile): AsyncGenerator<Uint8Array> {
  let buffer = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of readChunks(file)) {
    const cut = filled > LONGEST_LINE_BYTES ? chunk.length : chunk.lastIndexOf(LF) + 1;
    if (filled + chunk.length > buffer.length) {
      const larger = new Uint8Array(2 * (filled + chunk.length));
      larger.set(buffer.subarray(0, filled));
      buffer = larger;
    }
    if (cut > 0) {
      buffer.set(chunk.subarray(0, cut), filled);
      yield buffer.subarray(0, filled + cut);
      filled = 0;
    }
    buffer.set(chunk.subarray(cut), filled);
    filled += chunk.length - cut;
  }
  yield buffer.subarray(0, filled);
}

async function decodes(file: SourceFile, encoding: Encoding): Promise<boolean> {
  try {
    for await (const _ of decodeToUtf8(file, encoding));
    return true;
  } catch (cause) {
    if (cause instanceof UndecodableError) return false;
    throw cause;
  }
}

/** A file holds bytes that its encoding has no character for. */
export class UndecodableError extends Error {}

/** The file's text as UTF-8 bytes without a byte order mark; throws `UndecodableError`. */
export async function* decodeToUtf8(
  file: SourceFile,
  encoding: Encoding,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  const decode = (chunk?: Uint8Array) => {
    try {
      return encoder.encode(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (cause) {
      if (cause instanceof TypeError) throw new UndecodableError();
      throw cause;
    }
  };
  for await (const chunk of openBytes(file, signal)) yield decode(chunk);
  yield decode();
}

/** Line of the first character that is not one in this encoding. */
export async function firstUndecodableLine(file: SourceFile, encoding: Encoding): Promise<number> {
  const decoder = new TextDecoder(encoding);
  let line = 1;
  for await (const chunk of openBytes(file)) {
    const text = decoder.decode(chunk, { stream: true });
    const end = text.indexOf('\uFFFD');
    line += (end < 0 ? text : text.slice(0, end)).split('\n').length - 1;
    if (end >= 0) break;
  }
  return line;
}
