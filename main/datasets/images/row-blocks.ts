/** How bytes are cut into rows. */
export interface RowLayout {
  /** Bytes that are passed over first. */
  readonly headerBytes: number;
  readonly rowBytes: number;
  readonly rowsPerBlock: number;
}

/**
 * Whole rows of a stream in blocks, the last of which may be shorter; the caller checks the length.
 * @returns how many bytes the stream had, header and a broken last row included
 */
export async function* rowBlocks(
  bytes: AsyncIterable<Uint8Array>,
  { headerBytes, rowBytes, rowsPerBlock }: RowLayout,
): AsyncGenerator<Uint8Array, number> {
  const blockBytes = rowBytes * rowsPerBlock;
  let position = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of bytes) {
    const data = chunk.subarray(Math.max(0, Math.min(chunk.length, headerBytes - position)));
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
  const rest = pendingBytes - (pendingBytes % rowBytes);
  if (rest > 0) yield Buffer.concat(pending).subarray(0, rest);
  return position;
}
