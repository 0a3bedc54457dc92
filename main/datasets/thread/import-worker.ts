import { createHash, type Hash } from 'node:crypto';
import { closeSync, fdatasync, openSync, readSync, writeSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { type NumberFacts, NumberSum } from '../delimited/number-facts.ts';
import type {
  FailureFields,
  ImportOrders,
  OrderName,
  SentAnswer,
  SentOrder,
} from './import-orders.ts';

const CHUNK_BYTES = 1024 ** 2;
/** Bytes after which what was written begins to go to the disk, so that little is left at the end. */
const SYNCED_BYTES = 16 * 1024 ** 2;

const POLL_MS = 5;

const sync = promisify(fdatasync);

interface Stream {
  readonly hash: Hash;
  path: string | null;
  file: number | null;
  unsynced: number;
  /** Whatever of the file is on its way to the disk. */
  syncing: Promise<void>;
}

const streams = new Map<number, Stream>();
const sums = new Map<number, NumberSum>();
/** Whether further numbers are to be expected. */
let isSumming = false;

type Answer<Name extends OrderName> = ImportOrders[Name]['answer'];

const WORK: {
  readonly [Name in OrderName]: (
    order: ImportOrders[Name]['order'],
  ) => Answer<Name> | Promise<Answer<Name>>;
} = {
  hash: async ({ path }) => {
    const hash = createHash('sha256');
    const chunk = new Uint8Array(CHUNK_BYTES);
    const file = openSync(path, 'r');
    let sizeBytes = 0;
    try {
      for (let read = -1; read !== 0; sizeBytes += read) {
        read = readSync(file, chunk);
        hash.update(chunk.subarray(0, read));
        // Nobody waits for the hash before the end: numbers that are still being read come first.
        await setImmediate();
        while (isSumming) await setTimeout(POLL_MS);
      }
    } finally {
      closeSync(file);
    }
    return { sizeBytes, sha256: hash.digest('hex') };
  },
  sync: async ({ path }) => {
    const file = openSync(path, 'r+');
    try {
      await sync(file);
    } finally {
      closeSync(file);
    }
    return null;
  },
  sum: ({ columns, firstRow }) => {
    isSumming = true;
    for (const [column, values] of columns) {
      const sum = sums.get(column) ?? new NumberSum();
      sums.set(column, sum);
      sum.add(values, firstRow);
    }
    return null;
  },
  facts: () => {
    isSumming = false;
    const facts = new Map<number, NumberFacts>();
    for (const [column, sum] of sums) facts.set(column, sum.facts());
    return facts;
  },
  write: async ({ stream: number, path, room, filled }) => {
    const stream = streams.get(number) ?? newStream();
    streams.set(number, stream);
    if (path !== stream.path) {
      const ended = stream.file;
      stream.file = openSync(path, 'wx');
      stream.path = path;
      stream.unsynced = 0;
      if (ended !== null) stream.syncing = stream.syncing.then(() => closeSync(ended));
    }
    const { file } = stream;
    if (file === null) throw new Error(`${path} is not open`);
    for (let done = 0; done < filled; ) done += writeSync(file, room, done, filled - done);
    stream.hash.update(room.subarray(0, filled));
    stream.unsynced += filled;
    if (stream.unsynced >= SYNCED_BYTES) {
      stream.syncing = stream.syncing.then(() => sync(file));
      // Heard of at the end.
      stream.syncing.catch(() => undefined);
      stream.unsynced = 0;
    }
    return null;
  },
  end: async ({ stream: number }) => {
    const { syncing, file, hash } = streams.get(number) ?? newStream();
    streams.delete(number);
    await syncing;
    if (file !== null) closeSync(file);
    return hash.digest('hex');
  },
};

function newStream(): Stream {
  const syncing = Promise.resolve();
  return { hash: createHash('sha256'), path: null, file: null, unsynced: 0, syncing };
}

function work<Name extends OrderName>(name: Name, order: ImportOrders[Name]['order']) {
  return WORK[name](order);
}

parentPort?.on('message', async ({ id, name, order }: SentOrder) => {
  let sent: SentAnswer;
  try {
    sent = { id, answer: await work(name, order) };
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    sent = { id, failed: cause, fields: fieldsOf(cause) };
  }
  parentPort?.postMessage(sent);
});

function fieldsOf({ code, path, syscall, errno }: NodeJS.ErrnoException): FailureFields {
  return {
    ...(code !== undefined && { code }),
    ...(path !== undefined && { path }),
    ...(syscall !== undefined && { syscall }),
    ...(errno !== undefined && { errno }),
  };
}
