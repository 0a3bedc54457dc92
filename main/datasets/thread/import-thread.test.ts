import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomStream } from '../../../app/random.ts';
import { FileSink, type TensorSink } from '../../shards/tensor-sink.ts';
import { NumberSum } from '../delimited/number-facts.ts';
import { useWorkspace } from '../testing/workspace.ts';
import { ImportThread } from './import-thread.ts';

const workspace = useWorkspace();

let thread: ImportThread;
beforeEach(() => {
  thread = new ImportThread();
});
afterEach(() => thread.close());

test('hashes a file, however long', async () => {
  for (const length of [0, 5, 3 * 1024 ** 2 + 7]) {
    const content = Buffer.alloc(length, 'ab');
    const path = await workspace.write('bytes', content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(await thread.hash(path)).toEqual({ sizeBytes: length, sha256 });
  }
  const missing = thread.hash(workspace.path('nowhere'));
  await expect(missing).rejects.toMatchObject({ code: 'ENOENT', path: workspace.path('nowhere') });
});

test('sums numbers as this thread does', async () => {
  const stream = randomStream(1, 'test/sums');
  const own = [new NumberSum(), new NumberSum()];
  for (let row = 0; row < 5000; row += 1000) {
    const columns = new Map<number, Float64Array>();
    for (const [column, sum] of own.entries()) {
      const values = new Float64Array(new SharedArrayBuffer(8000)).map(() =>
        stream.nextBelow(9) === 0 ? Number.NaN : stream.nextFloat() * 10 ** column,
      );
      const shared = new Float64Array(new SharedArrayBuffer(8000));
      shared.set(values);
      columns.set(column, shared);
      sum.add(values, row);
    }
    thread.sum(columns, row);
  }
  const facts = await thread.facts();
  expect([...facts.values()]).toEqual(own.map((sum) => sum.facts()));
});

/** Writes some pieces to two files of a stream; returns what it is told of them. */
async function writePieces(sink: TensorSink, name: string): Promise<string> {
  let room = sink.newRoom(1000);
  for (let piece = 0; piece < 20; piece += 1) {
    room.fill(piece);
    room = await sink.write(workspace.path(`${name}.${piece < 12 ? 0 : 1}`), room, 50 * piece);
    expect(room.length).toBe(1000);
  }
  return sink.end();
}

test('hashes and writes what a sink on this thread does, several at once', async () => {
  await workspace.write('own.here', '');
  const names = ['a', 'b', 'c'];
  const hashes = await Promise.all(names.map((name) => writePieces(thread.newSink(), name)));
  const own = await writePieces(new FileSink(), 'own');
  expect(hashes).toEqual([own, own, own]);
  for (const file of [0, 1]) {
    const content = await readFile(workspace.path(`own.${file}`));
    for (const name of names) {
      expect(await readFile(workspace.path(`${name}.${file}`))).toEqual(content);
    }
  }
  expect(await thread.newSink().end()).toBe(await new FileSink().end());
});

test('tells what Node says of a file that cannot be written', async () => {
  const sink = thread.newSink();
  const path = workspace.path('no/such/folder');
  await sink.write(path, sink.newRoom(8), 8);
  await expect(sink.end()).rejects.toMatchObject({ code: 'ENOENT', path });
});

test('whoever waits for a thread that is closed is told', async () => {
  const content = Buffer.alloc(64 * 1024 ** 2);
  const hash = thread.hash(await workspace.write('bytes', content));
  const told = expect(hash).rejects.toThrow('closed');
  await thread.close();
  await told;
});
