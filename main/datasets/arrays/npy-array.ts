import { fail, ok, type Result } from '../../../app/errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { rowBlocks } from '../images/row-blocks.ts';
import { inspectFile, openBytes, readHead, type SourceFile } from '../open-bytes.ts';
import { LONGEST_NPY_HEADER_BYTES, type NpyHeader, readNpyHeader } from './npy-header.ts';

/** Larger data would not fit beside the machine's other files; checked before anything is allocated. */
const LARGEST_DATA_BYTES = 64 * 1024 ** 3;

/** A NumPy file whose header was read and checked against its length. */
export interface NpyArray {
  readonly source: SourceFile;
  readonly header: NpyHeader;
  readonly rowBytes: number;
}

/** Reads the header, and checks the length of an unpacked file. */
export async function openNpy(path: string): Promise<Result<NpyArray>> {
  const inspected = await inspectFile(path);
  if (!inspected.ok) return inspected;
  const source = inspected.value;
  const { bytes } = await readHead(openBytes(source), LONGEST_NPY_HEADER_BYTES + 16);
  if (bytes.length === 0) return fail({ code: 'dataset/empty', path });
  const header = readNpyHeader(bytes);
  if ('problem' in header) return fail({ code: 'dataset/image-data-invalid', path, ...header });
  const [rows = 1] = header.shape;
  const dataBytes = header.shape.reduce((product, size) => product * size, header.itemBytes);
  if (dataBytes > LARGEST_DATA_BYTES) {
    const limit = { bytes: dataBytes, maximumBytes: LARGEST_DATA_BYTES };
    return fail({ code: 'dataset/too-large', path, ...limit });
  }
  const fileBytes = header.headerBytes + dataBytes;
  if (!source.gzip && source.sizeBytes !== fileBytes) {
    return fail(wrongLength(path, fileBytes, source.sizeBytes));
  }
  if (dataBytes === 0) return fail({ code: 'dataset/empty', path });
  return ok({ source, header, rowBytes: dataBytes / rows });
}

/** Blocks of whole rows; throws `ExpectedFailure` where there are more or less than the header says. */
export async function* readNpyBlocks(
  { source, header, rowBytes }: NpyArray,
  rowsPerBlock: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { headerBytes, shape } = header;
  const fileBytes = headerBytes + (shape[0] ?? 1) * rowBytes;
  const layout = { headerBytes, rowBytes, rowsPerBlock };
  const found = yield* rowBlocks(openBytes(source, signal), layout);
  if (found !== fileBytes) throw new ExpectedFailure(wrongLength(source.path, fileBytes, found));
}

function wrongLength(path: string, expectedBytes: number, foundBytes: number) {
  const found = `${foundBytes} ≠ ${expectedBytes}`;
  return { code: 'dataset/image-data-invalid', path, problem: 'length', found } as const;
}
