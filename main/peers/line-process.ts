import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const LAST_WORDS = 2000;

/** A program that is asked in lines of JSON on stdin and answers each in one on stdout. */
export class LineProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<void>;
  /** What it said last on stderr: libraries talk a lot there, and it counts only when they fail. */
  #lastWords = '';

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
    });
    this.#child.stderr.on('data', (chunk) => {
      this.#lastWords = `${this.#lastWords}${chunk}`.slice(-LAST_WORDS);
    });
    // A program that is gone is noticed by the answer that does not come.
    this.#child.stdin.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      this.#child.on('close', () => resolve());
      this.#child.on('error', () => resolve());
    });
    this.#reader = createInterface({ input: this.#child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks and waits for the answer; one question after the other. */
  ask(question: unknown): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    return this.hear();
  }

  /** The next line. */
  async hear(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) {
      await this.#ended;
      throw new Error(`${this.#child.spawnfile} has ended: ${this.#lastWords.trim()}`);
    }
    return JSON.parse(value);
  }

  /** Lets it end by itself, since nothing more is asked. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    await this.#ended;
    this.#reader.close();
  }
}
