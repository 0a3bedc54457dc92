import { fileURLToPath } from 'node:url';
import { LineProcess } from '../peers/line-process.ts';
import { askPeer } from './ask-peer.ts';

/** What files say of texts in a program that knows nothing of Hearth: see `exported_peer.py`. */
export interface ReadTexts {
  /** [texts, tokens] */
  readonly tokens: readonly (readonly number[])[];
  /** Tokens of each text that are no padding; of the last tokenizer. */
  readonly filled: readonly number[];
  /** By name, a row for each text; null without a model. */
  readonly outputs: Readonly<Record<string, readonly unknown[]>> | null;
}

/** One Python process that reads exported files. */
export class ExportedPeer {
  readonly #process: LineProcess;

  constructor(python: string) {
    const program = fileURLToPath(new URL('exported_peer.py', import.meta.url));
    this.#process = new LineProcess(python, [program]);
  }

  /** @param texts of each tokenizer */
  read(
    tokenizers: readonly string[],
    texts: readonly (readonly string[])[],
    model: string | null = null,
  ): Promise<ReadTexts> {
    return this.#ask({ tokenizers, texts, model });
  }

  async write(
    tokenizer: string,
    tokens: readonly (readonly number[])[],
  ): Promise<readonly string[]> {
    const { texts } = await this.#ask<{ readonly texts: readonly string[] }>({
      tokenizers: [tokenizer],
      tokens,
    });
    return texts;
  }

  #ask<Answer>(question: object): Promise<Answer> {
    return askPeer(this.#process, question);
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}
