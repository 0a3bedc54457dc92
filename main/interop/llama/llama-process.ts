import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Model name that a server tells, in place of its file's path. */
export const ALIAS = 'tiny-llama';
/** Tokens of prompt and answer together, for each of the requests in flight. */
export const SLOT_CONTEXT = 1024;
const SLOTS = 4;
const POLL_MS = 20;

/** llama.cpp's own server on a free port of this machine. */
export class LlamaProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#ended = once(child, 'close');
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @returns once it answers */
  static async start(
    program: string,
    model: string,
    args: readonly string[] = [],
  ): Promise<LlamaProcess> {
    const port = await freePort();
    const context = String(SLOT_CONTEXT * SLOTS);
    const child = spawn(
      program,
      [
        ...['--model', model, '--alias', ALIAS, '--host', '127.0.0.1', '--port', String(port)],
        ...['--ctx-size', context, '--parallel', String(SLOTS), '--threads', '1', ...args],
      ],
      { stdio: 'ignore' },
    );
    const server = new LlamaProcess(child, port);
    while (!(await server.#isHealthy())) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      await delay(POLL_MS);
    }
    return server;
  }

  /** At once, as when it crashes. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #isHealthy(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health`)).ok;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
