import { errorText, errorWhere } from '../../app/error-text.ts';
import type { AppError } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import type { Answer } from '../commands/verb.ts';
import { ProgressLine } from './progress-line.ts';

/**
 * stdout and stderr of one command. With `--json` stdout has JSON and nothing else; words and the
 * progress line then go to stderr.
 */
export class Output {
  readonly #json: boolean;
  readonly #line = new ProgressLine();

  constructor(json: boolean) {
    this.#json = json;
  }

  emit(json: unknown, text?: string): void {
    this.#line.clear();
    if (this.#json) process.stdout.write(`${JSON.stringify(json)}\n`);
    else if (text !== undefined) process.stdout.write(`${text}\n`);
  }

  answer({ json, text }: Answer): void {
    this.emit(json, text);
  }

  note(text: string): void {
    this.#line.clear();
    process.stderr.write(`${text}\n`);
  }

  progress(fraction: number | null, text: string): void {
    this.#line.draw(fraction, text);
  }

  /** Scripts rely on the code; the message in JSON is always English. */
  error(error: AppError, language: Language): void {
    const { code } = error;
    if (this.#json) {
      this.emit({ error: { code, message: errorText(error, 'en'), where: errorWhere(error) } });
    } else {
      this.note(
        text(language, 'text.with-aside', { main: errorText(error, language), aside: code }),
      );
    }
  }

  clear(): void {
    this.#line.clear();
  }
}

/** The exit code that belongs to a failure. */
export function exitCodeOf({ code }: AppError): number {
  if (code === 'usage/invalid') return 2;
  return code === 'cancelled' ? 130 : 1;
}
