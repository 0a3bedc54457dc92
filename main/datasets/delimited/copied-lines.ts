import type { FileHandle } from 'node:fs/promises';

const LF = 0x0a;
const CHUNK_BYTES = 1024 ** 2;
/** A longer line ends the reading. */
const LONGEST_LINE_BYTES = CHUNK_BYTES;

/** Room for a chunk, and before it for the beginning of its first line. */
interface Room {
  readonly bytes: Uint8Array;
  written: Promise<unknown>;
}

/**
 * Whole lines of a file, megabyte by megabyte, while the next are read and those before are written to a copy. A last
 * line without an end comes without one. What is yielded is there until the next; a line of more than a megabyte ends
 * it with an empty piece.
 */
export async function* copiedLines(file: FileHandle, copy: FileHandle): AsyncGenerator<Uint8Array> {
  const rooms = [newRoom(), newRoom()] as const;
  let reading = readInto(file, rooms[0]);
  let rest: Uint8Array = new Uint8Array(0);
  try {
    for (let turn = 0; ; turn += 1) {
      const [room, other] = turn % 2 === 0 ? rooms : [rooms[1], rooms[0]];
      const { bytesRead } = await reading;
      const from = LONGEST_LINE_BYTES - rest.length;
      room.bytes.set(rest, from);
      if (bytesRead === 0) {
        await Promise.all([room.written, other.written]);
        if (rest.length > 0) yield room.bytes.subarray(from, LONGEST_LINE_BYTES);
        return;
      }
      const to = LONGEST_LINE_BYTES + bytesRead;
      room.written = writeAll(copy, room.bytes.subarray(LONGEST_LINE_BYTES, to));
      // Heard of when it is waited for.
      room.written.catch(() => undefined);
      await other.written;
      reading = readInto(file, other);
      reading.catch(() => undefined);
      const end = room.bytes.lastIndexOf(LF, to - 1) + 1;
      if (end > from) yield room.bytes.subarray(from, end);
      rest = room.bytes.subarray(Math.max(from, end), to);
      if (rest.length > LONGEST_LINE_BYTES) {
        yield new Uint8Array(0);
        return;
      }
    }
  } finally {
    await Promise.allSettled([reading, ...rooms.map(({ written }) => written)]);
  }
}

function newRoom(): Room {
  return { bytes: new Uint8Array(LONGEST_LINE_BYTES + CHUNK_BYTES), written: Promise.resolve() };
}

function readInto(file: FileHandle, { bytes }: Room) {
  return file.read(bytes, LONGEST_LINE_BYTES, CHUNK_BYTES);
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done)).bytesWritten;
  }
}
