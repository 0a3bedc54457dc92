import { fail, ok, type Result } from '../../../app/errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { inspectFile, openBytes, readHead, type SourceFile } from '../open-bytes.ts';

const UNSIGNED_BYTE = 0x08;
/** Larger data would not fit beside the machine's other files; checked before anything is allocated. */
const LARGEST_DATA_BYTES = 64 * 1024 ** 3;
const LONGEST_HEADER_BYTES = 4 + 4 * 4;

/**
 * An IDX file of unsigned bytes whose header was read.
 * @source Y. LeCun, C. Cortes, C. Burges, "The MNIST database", file format section
 */
export interface IdxFile {
  readonly source: SourceFile;
  /** Sizes along the axes, rows first. */
  readonly sizes: readonly number[];
  readonly headerBytes: number;
  /** Bytes of one row. */
  readonly rowBytes: number;
}

/**
 * Reads and checks the header, and for an unpacked file its length.
 * @param ranks how many axes it may have
 */
export async function openIdx(path: string, ranks: readonly number[]): Promise<Result<IdxFile>> {
  const inspected = await inspectFile(path);
  if (!inspected.ok) return inspected;
  const source = inspected.value;
  const { bytes } = await readHead(openBytes(source), LONGEST_HEADER_BYTES);
  if (bytes.length === 0) return fail({ code: 'dataset/empty', path });
  const wrong = (offset: number, length: number) => {
    const found = Buffer.from(bytes.subarray(offset, offset + length)).toString('hex');
    return fail({ code: 'dataset/idx-header', path, offset, found: `0x${found}` });
  };
  if (bytes[0] !== 0 || bytes[1] !== 0) return wrong(0, 2);
  if (bytes[2] !== UNSIGNED_BYTE) return wrong(2, 1);
  const rank = bytes[3] ?? 0;
  if (!ranks.includes(rank)) return wrong(3, 1);
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) return wrongLength(path, headerBytes, bytes.length);

  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const sizes = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const empty = sizes.indexOf(0, 1);
  if (empty > 0) return wrong(4 + 4 * empty, 4);
  const dataBytes = sizes.reduce((product, size) => product * size, 1);
  if (dataBytes > LARGEST_DATA_BYTES) {
    const limit = { bytes: dataBytes, maximumBytes: LARGEST_DATA_BYTES };
    return fail({ code: 'dataset/too-large', path, ...limit });
  }
  const fileBytes = headerBytes + dataBytes;
  if (!source.gzip && source.sizeBytes !== fileBytes) {
    return wrongLength(path, fileBytes, source.sizeBytes);
  }
  const [rows = 0] = sizes;
  if (rows === 0) return fail({ code: 'dataset/empty', path });
  return ok({ source, sizes, headerBytes, rowBytes: dataBytes / rows });
}

/**
 * The data in blocks of whole rows; throws an `ExpectedFailure` where it ends early or goes on
 * after its end. Memory grows with what is read, not with what the header claims.
 */
export async function* readIdxBlocks(
  idx: IdxFile,
  rowsPerBlock: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const blockBytes = rowsPerBlock * idx.rowBytes;
  const fileBytes = idx.headerBytes + (idx.sizes[0] ?? 0) * idx.rowBytes;
  let position = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  try {
    for await (const chunk of openBytes(idx.source, signal)) {
      const data = chunk.subarray(Math.max(0, Math.min(chunk.length, idx.headerBytes - position)));
      position += chunk.length;
      pending.push(data);
      pendingBytes += data.length;
      if (pendingBytes < blockBytes) continue;
      const whole = Buffer.concat(pending);
      const end = whole.length - (whole.length % blockBytes);
      for (let start = 0; start < end; start += blockBytes) {
        yield whole.subarray(start, start + blockBytes);
      }
      pending = [whole.subarray(end)];
      pendingBytes = whole.length - end;
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR')) throw cause;
  }
  if (position !== fileBytes) {
    throw new ExpectedFailure(wrongLength(idx.source.path, fileBytes, position).error);
  }
  if (pendingBytes > 0) yield Buffer.concat(pending);
}

function wrongLength(path: string, expectedBytes: number, foundBytes: number) {
  if (foundBytes < expectedBytes) {
    return fail({ code: 'dataset/idx-truncated', path, expectedBytes, foundBytes });
  }
  const found = `+${foundBytes - expectedBytes} B`;
  return fail({ code: 'dataset/idx-header', path, offset: expectedBytes, found });
}
