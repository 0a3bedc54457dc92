import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import type { Host } from '../home/open-host.ts';

/** Asks a question with several answers; the index of the chosen one. */
export type AskUser = (question: {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  /** Chosen by Escape. */
  readonly cancelId: number;
}) => Promise<number>;

const QUIT = 0;
const GO_ON = 1;

/**
 * The way out of the desktop host: asks where runs are active, then ends them at a checkpoint. Asked
 * again meanwhile, it does nothing.
 */
export class Quitting {
  readonly #host: Pick<Host, 'workbench' | 'close'>;
  readonly #ask: AskUser;
  readonly #language: () => Promise<Language>;
  readonly #exit: () => void;
  #isUnderWay = false;

  constructor(
    host: Pick<Host, 'workbench' | 'close'>,
    ask: AskUser,
    language: () => Promise<Language>,
    exit: () => void,
  ) {
    this.#host = host;
    this.#ask = ask;
    this.#language = language;
    this.#exit = exit;
  }

  /** The user closes the window or quits the application. */
  async request(): Promise<void> {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    if (await this.#isAgreed()) await this.#end();
    else this.#isUnderWay = false;
  }

  /** The page has asked already. */
  async force(): Promise<void> {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    await this.#end();
  }

  async #isAgreed(): Promise<boolean> {
    const runs = this.#host.workbench.activeRuns();
    if (runs === 0) return true;
    const language = await this.#language();
    const answer = await this.#ask({
      message: text(language, 'host.quit-title'),
      detail: text(language, 'host.quit-detail', { runs }),
      buttons: [text(language, 'host.quit-confirm'), text(language, 'host.quit-cancel')],
      cancelId: GO_ON,
    });
    return answer === QUIT;
  }

  async #end(): Promise<void> {
    await this.#host.close({ stopRuns: true });
    this.#exit();
  }
}
