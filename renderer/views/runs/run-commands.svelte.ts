import type { AppError, Result } from '../../../app/errors.ts';
import type { ExportFormat } from '../../../app/exchange/export-formats.ts';
import { tokenizerText } from '../../../app/exchange/tokenizers/tokenizer-text.ts';
import type { RunSummary } from '../../../app/training/run.ts';
import type { Bridge } from '../../bridge.ts';
import type { Locale } from '../../locale.svelte.ts';
import type { Page } from '../../page.svelte.ts';
import { saveFile } from '../../save-file.ts';
import type { Toasts } from '../../toasts.svelte.ts';

/** Orders that need nothing but the run. */
export type RunOrder = 'pause' | 'continue' | 'stop' | 'resume' | 'export';

/** What one can tell the host about runs; a refusal stays in `failure` until dismissed. */
export class RunCommands {
  failure = $state.raw<{ readonly title: string; readonly error: AppError } | null>(null);
  /** Id of the run that an order is under way for. */
  busy = $state<string | null>(null);
  readonly #bridge: Bridge;
  readonly #locale: Locale;
  readonly #page: Page;
  readonly #toasts: Toasts;

  constructor(bridge: Bridge, locale: Locale, page: Page, toasts: Toasts) {
    this.#bridge = bridge;
    this.#page = page;
    this.#locale = locale;
    this.#toasts = toasts;
  }

  /** @returns whether the host did it */
  async give(order: RunOrder, run: RunSummary): Promise<boolean> {
    this.failure = null;
    this.busy = run.id;
    const result = await this.#carryOut(order, run);
    this.busy = null;
    if (!result.ok) {
      const title = this.#locale.text(`runs.${order}-failed`, { name: run.name });
      this.failure = { title, error: result.error };
    } else if (order === 'resume') {
      this.#page.forgetInterrupted(run.id);
    }
    return result.ok;
  }

  /** Hands the reader a run's model for other programs, with the files that it comes with, and says what they are for. */
  async exportModel(run: RunSummary, format: ExportFormat): Promise<void> {
    this.failure = null;
    this.busy = run.id;
    const asked = { run: run.id, to: format, path: null };
    const result = await this.#bridge.request('runs.export', asked);
    this.busy = null;
    if (!result.ok) {
      const title = this.#locale.text('runs.export-model-failed', { name: run.name });
      this.failure = { title, error: result.error };
      return;
    }
    const { files, tokenizers } = result.value;
    for (const { name, content } of files) {
      const bytes = Uint8Array.from(atob(content ?? ''), (byte) => byte.charCodeAt(0));
      saveFile(name, new Blob([bytes]));
    }
    const names = this.#locale.list(files.map(({ name }) => name));
    const ofTexts = tokenizerText(tokenizers, files[0]?.name ?? '', this.#locale.language);
    this.#toasts.show(
      [this.#locale.text('runs.exported-model', { files: names }), ...ofTexts].join('\n'),
    );
  }

  /**
   * Deletes runs one by one up to the first that cannot be, and offers to take it back.
   * @returns whether all of them are gone
   */
  async delete(runs: readonly RunSummary[]): Promise<boolean> {
    this.failure = null;
    const deleted: RunSummary[] = [];
    for (const run of runs) {
      const result = await this.#bridge.request('runs.delete', { run: run.id });
      if (!result.ok) {
        const title = this.#locale.text('runs.delete-failed', { name: run.name });
        this.failure = { title, error: result.error };
        break;
      }
      deleted.push(run);
    }
    this.#offerUndo(deleted);
    return deleted.length === runs.length;
  }

  #carryOut(order: RunOrder, run: RunSummary): Promise<Result<unknown>> {
    switch (order) {
      case 'pause':
        return this.#bridge.request('runs.pause', { run: run.id });
      case 'continue':
        return this.#bridge.request('runs.continue', { run: run.id });
      case 'stop':
        return this.#bridge.request('runs.stop', { run: run.id });
      case 'resume':
        return this.#bridge.request('runs.resume', { run: run.id, epochs: null });
      case 'export':
        return this.#export(run);
    }
  }

  #offerUndo(deleted: readonly RunSummary[]): void {
    const [first] = deleted;
    if (first === undefined) return;
    const words =
      deleted.length === 1
        ? this.#locale.text('runs.deleted', { name: first.name })
        : this.#locale.text('runs.deleted-several', { runs: deleted.length });
    this.#toasts.show(words, () => {
      for (const { id } of deleted) void this.#bridge.request('runs.undelete', { run: id });
    });
  }

  async #export(run: RunSummary): Promise<Result<unknown>> {
    const result = await this.#bridge.request('runs.export-series', { run: run.id });
    if (result.ok) {
      saveFile(`${run.name.replace(/[^\p{L}\p{N}]+/gu, '-')}.csv`, result.value.csv, 'text/csv');
    }
    return result;
  }
}
