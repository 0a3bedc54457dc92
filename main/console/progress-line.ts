import { cut } from './text-width.ts';

const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[2K';
const REDRAW_INTERVAL_MS = 100;

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line on stderr that redraws itself; where stderr is no terminal, nothing is drawn. */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #isDrawn = false;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal = process.stderr, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  /** @param fraction of the work done, 0–1; null where it is unknown */
  draw(fraction: number | null, words: string): void {
    const now = this.#now();
    if (this.#terminal.isTTY !== true || now - this.#drawnAt < REDRAW_INTERVAL_MS) return;
    const bar = fraction === null ? '' : `${barText(fraction)} `;
    this.#terminal.write(CLEAR_LINE + cut(bar + words, (this.#terminal.columns ?? 80) - 1));
    this.#isDrawn = true;
    this.#drawnAt = now;
  }

  /** Makes room for other output. */
  clear(): void {
    if (this.#isDrawn) this.#terminal.write(CLEAR_LINE);
    this.#isDrawn = false;
    this.#drawnAt = Number.NEGATIVE_INFINITY;
  }
}

function barText(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}
