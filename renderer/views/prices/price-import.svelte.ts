import type { PriceFileWish, PriceImport } from '../../../app/contract/prices.ts';
import type { AppError } from '../../../app/errors.ts';
import type { Bridge, Upload, UploadFile } from '../../bridge.ts';

export type PriceImportStage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'previewing'; readonly preview: PriceImport; readonly busy: boolean };

type Choices = Pick<PriceFileWish, 'sheet' | 'mode' | 'trustUnits'>;
const NO_CHOICES: Choices = { sheet: null, mode: 'replace', trustUnits: false };

/** From a file to a sheet: uploaded, previewed as a difference, stored only when told to. */
export class PriceImportFlow {
  stage = $state.raw<PriceImportStage>({ kind: 'choosing' });
  failure = $state.raw<AppError | null>(null);
  choices = $state.raw<Choices>(NO_CHOICES);
  /** Whether a file is at hand that can be read again with other choices. */
  hasFile = $state(false);
  readonly #bridge: Bridge;
  #upload: Upload | null = null;
  #sending = new AbortController();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  async read([file]: readonly UploadFile[]): Promise<void> {
    this.reset();
    if (file === undefined) return;
    this.stage = { kind: 'reading' };
    const { signal } = this.#sending;
    const sent = await this.#bridge.upload([file], () => undefined, signal);
    if (signal.aborted) {
      if (sent.ok) sent.value.discard();
    } else if (sent.ok) {
      this.#upload = sent.value;
      this.hasFile = true;
      await this.#preview();
    } else this.#fail(sent.error);
  }

  /** Reads the same file again, with other choices. */
  async choose(changes: Partial<Choices>): Promise<void> {
    this.choices = { ...this.choices, ...changes };
    await this.#preview();
  }

  /** @returns what was stored, or null: `failure` says why */
  async store(): Promise<PriceImport | null> {
    if (this.#upload === null || this.stage.kind !== 'previewing') return null;
    const { stage } = this;
    this.stage = { ...stage, busy: true };
    const wish = { path: this.#upload.path, ...this.choices };
    const stored = await this.#bridge.request('prices.import', wish);
    this.stage = { ...stage, busy: false };
    if (stored.ok) {
      this.reset();
      return stored.value;
    }
    this.failure = stored.error;
    return null;
  }

  /** Back to the start; lets go what was uploaded. */
  reset(): void {
    this.#sending.abort();
    this.#sending = new AbortController();
    this.#upload?.discard();
    this.#upload = null;
    this.hasFile = false;
    this.failure = null;
    this.choices = NO_CHOICES;
    this.stage = { kind: 'choosing' };
  }

  async #preview(): Promise<void> {
    const upload = this.#upload;
    if (upload === null) return;
    this.failure = null;
    const read = await this.#bridge.request('prices.preview', {
      path: upload.path,
      ...this.choices,
    });
    // Another file may have been chosen meanwhile.
    if (upload !== this.#upload) return;
    if (read.ok) this.stage = { kind: 'previewing', preview: read.value, busy: false };
    else this.#fail(read.error);
  }

  #fail(error: AppError): void {
    this.failure = error;
    this.stage = { kind: 'choosing' };
  }
}
