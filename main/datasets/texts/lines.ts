import { fail, ok, type Result } from '../../../app/errors.ts';
import { decodeToUtf8, detectEncoding, type Encoding } from '../delimited/encoding.ts';
import { inspectFile, type SourceFile } from '../open-bytes.ts';

/** A line without an end is passed on in pieces of this many characters. */
const LONGEST_PIECE = 65_536;

/** Lines of a file, each with its line break, however often they are asked for. */
export interface TextLines {
  /** CR LF and CR are told as LF. */
  lines(signal?: AbortSignal): AsyncGenerator<string>;
}

/** A file of text, and how its characters are written. */
export interface TextFile extends TextLines {
  readonly encoding: Encoding;
}

/** @returns `dataset/empty`, or why the file is no text */
export async function openLines(path: string): Promise<Result<TextFile>> {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const encoding = await detectEncoding(file.value);
  if (!encoding.ok) return encoding;
  if (file.value.sizeBytes === 0) return fail({ code: 'dataset/empty', path });
  return ok({
    encoding: encoding.value,
    lines: (signal) => linesOf(file.value, encoding.value, signal),
  });
}

/** Lines of a file whose encoding is known. */
export async function* linesOf(
  file: SourceFile,
  encoding: Encoding,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of decodeToUtf8(file, encoding)) {
    signal?.throwIfAborted();
    rest += decoder.decode(bytes, { stream: true });
    const whole = rest.split(/(?<=\n)|(?<=\r)(?!\n)(?=[\s\S])/);
    rest = whole.pop() ?? '';
    for (const line of whole) yield withOneBreak(line);
    while (rest.length > LONGEST_PIECE) {
      yield rest.slice(0, LONGEST_PIECE);
      rest = rest.slice(LONGEST_PIECE);
    }
  }
  if (rest !== '') yield withOneBreak(rest);
}

function withOneBreak(line: string): string {
  return line.replace(/\r\n?$/, '\n');
}
