import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { zipArchive } from '../../../app/zip.ts';
import type { Pack } from '../catalogue.ts';
import type { Wheel } from '../wheel.ts';

export const PLATFORM = `${process.platform}-${process.arch}`;
const LIBRARY = 'vendor/lib/libfast.so.1';

export interface MadeUpWheel {
  readonly wheel: Wheel;
  readonly bytes: Uint8Array;
}

/** A wheel as publishers make them: a library, and files that no pack takes. */
export function aWheel(entries: Readonly<Record<string, string | Uint8Array>> = {}): MadeUpWheel {
  const files = {
    [LIBRARY]: new Uint8Array(300_000).fill(7),
    'vendor/__init__.py': 'x',
    ...entries,
  };
  const bytes = zipArchive(
    Object.entries(files).map(([path, content]) => ({
      path,
      bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    })),
  );
  return { wheel: wheelOf(bytes), bytes };
}

export function wheelOf(bytes: Uint8Array, file = 'vendor-1.0-py3-none-any.whl'): Wheel {
  return {
    project: 'vendor',
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    takenBytes: 300_000,
    takes: [{ from: 'vendor/lib/', to: 'lib', only: /\.so/u }],
    equals: [],
  };
}

/** A pack of the wheels, for this very machine, that needs nothing else. */
export function aPack(wheels: readonly Wheel[], differences: Partial<Pack> = {}): Pack {
  return {
    id: 'cuda',
    version: '9.9',
    wheels: { [PLATFORM]: wheels },
    gaps: {},
    addon: null,
    libraryFolders: ['lib'],
    programFolders: [],
    variables: {},
    oldestDriver: null,
    ...differences,
  };
}

/** How a package index answers, for a test to change. */
export interface IndexManners {
  readonly page: 'json' | 'html' | 'missing';
  /** Bytes after which the connection breaks, once `hasArrived` says that they were taken; null: never. */
  readonly breaksAfter: number | null;
  readonly hasArrived: (bytes: number) => Promise<boolean>;
  readonly knowsRanges: boolean;
}

export interface PackageIndex {
  readonly url: string;
  manners: IndexManners;
  /** The `range` header of each request for the file, or null. */
  readonly asked: (string | null)[];
  close(): Promise<void>;
}

/** A package index over HTTP that serves one file of the project `vendor`. */
export async function servePackageIndex(file: string, bytes: Uint8Array): Promise<PackageIndex> {
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const index: PackageIndex = {
    url: `http://127.0.0.1:${port}/simple/`,
    manners: { page: 'json', breaksAfter: null, hasArrived: async () => true, knowsRanges: true },
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === '/simple/vendor/') answerPage(response);
    else if (request.url === `/files/${file}`) answerFile(request, response);
    else response.writeHead(404).end();
  }

  function answerPage(response: ServerResponse): void {
    const { page } = index.manners;
    if (page === 'missing') response.writeHead(404).end();
    else if (page === 'json') {
      const files = [
        { filename: 'other.whl', url: '/x' },
        { filename: file, url: `/files/${file}` },
      ];
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
      response.end(JSON.stringify({ files }));
    } else {
      response.setHeader('content-type', 'text/html');
      response.end(
        `<html><a data-x="1" href="../../files/${file}#sha256=0&amp;x">\n${file}</a><br/></html>`,
      );
    }
  }

  function answerFile(request: IncomingMessage, response: ServerResponse): void {
    const { breaksAfter, knowsRanges } = index.manners;
    const range = request.headers.range ?? null;
    index.asked.push(range);
    const first = knowsRanges && range !== null ? Number(/\d+/u.exec(range)?.[0]) : 0;
    const rest = bytes.subarray(first);
    response.writeHead(first > 0 ? 206 : 200, { 'content-length': rest.length });
    if (breaksAfter === null) response.end(rest);
    else {
      response.write(rest.subarray(0, breaksAfter));
      void breakOff(response, breaksAfter);
    }
  }

  async function breakOff(response: ServerResponse, after: number): Promise<void> {
    while (!response.destroyed && !(await index.manners.hasArrived(after))) await delay(5);
    response.destroy();
  }

  return index;
}

/** Bytes that no zip has, of any length. */
export function noise(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}
