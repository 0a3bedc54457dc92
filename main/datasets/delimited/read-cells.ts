import { fail, ok, type Result } from '../../../app/errors.ts';
import { inspectFile, readHead } from '../open-bytes.ts';
import { type CanonicalRecord, readCanonical } from './canonical.ts';
import {
  decodeToUtf8,
  detectEncoding,
  firstUndecodableLine,
  UndecodableError,
} from './encoding.ts';
import { delimiterByte, rewritten } from './odd-delimiters.ts';
import { withoutLines } from './preamble.ts';
import { DelimitedScanner } from './scanner.ts';
import { sniffLayout } from './sniff.ts';
import { nameColumns, scanError } from './stage.ts';

/** What decides about delimiter, quote and header. */
const SNIFFED_BYTES = 64 * 1024;

/** A delimited file's cells, without its header. */
export interface Cells {
  readonly names: readonly string[];
  readonly records: readonly CanonicalRecord[];
}

/**
 * Reads a small delimited file into memory.
 * @param limitBytes a longer one is refused
 * @param headOnly   a longer one is read up to there, and a broken one up to what is broken
 */
export async function readCells(
  path: string,
  limitBytes: number,
  headOnly = false,
): Promise<Result<Cells>> {
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const encoding = await detectEncoding(file.value);
  if (!encoding.ok) return encoding;
  try {
    const { bytes, complete } = await readHead(
      decodeToUtf8(file.value, encoding.value),
      limitBytes,
    );
    if (!complete && !headOnly) {
      const limit = { bytes: Math.max(file.value.sizeBytes, limitBytes), maximumBytes: limitBytes };
      return fail({ code: 'dataset/too-large', path, ...limit });
    }
    const short = complete && bytes.length <= SNIFFED_BYTES;
    const { layout, firstRecord, above, extra } = sniffLayout(
      bytes.subarray(0, SNIFFED_BYTES),
      short,
      {},
    );
    const names = nameColumns(firstRecord, layout.header, path);
    if (!names.ok) return names;
    const scanner = new DelimitedScanner(
      {
        delimiter: delimiterByte(layout.delimiter),
        quote: layout.quote === '' ? null : layout.quote.charCodeAt(0),
      },
      { checkColumns: true, skipHeader: layout.header, extra },
    );
    const failure =
      scanner.push(rewritten(withoutLines(bytes, above), layout.delimiter, layout.quote)) ??
      (complete ? scanner.end() : null);
    if (failure !== null && !headOnly) return fail(scanError(failure, path));
    return ok({ names: names.value, records: readCanonical(scanner.drain(), scanner.records) });
  } catch (cause) {
    if (!(cause instanceof UndecodableError)) throw cause;
    const row = await firstUndecodableLine(file.value, encoding.value);
    return fail({ code: 'dataset/encoding-invalid', path, row });
  }
}
