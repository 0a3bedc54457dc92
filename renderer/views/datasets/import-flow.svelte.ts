import type { DatasetPreview, ImportOptions } from '../../../app/dataset/dataset.ts';
import type { ImportProgress } from '../../../app/dataset/import-progress.ts';
import { ProgressMeter } from '../../../app/dataset/import-progress-text.ts';
import { choicesBeside, sharedChoices } from '../../../app/dataset/recipes/default-recipe.ts';
import type { AppError } from '../../../app/errors.ts';
import type { Bridge, Upload, UploadFile } from '../../bridge.ts';
import { RecipeEditor } from './recipe/recipe-editor.svelte.ts';
import { splitFractions } from './split-fractions.ts';

export type ImportStage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'uploading'; readonly sentBytes: number; readonly totalBytes: number }
  | { readonly kind: 'reading' }
  | { readonly kind: 'previewing'; readonly preview: DatasetPreview; readonly rereading: boolean }
  | ({ readonly kind: 'storing'; readonly elapsedMs: number } & ImportProgress);

export interface ImportFailure {
  readonly during: 'upload' | 'preview' | 'import';
  readonly error: AppError;
}

/** Choices of another source or another task. */
const STARTS_ANEW: readonly string[] = [
  'format',
  'member',
  'table',
  'task',
] satisfies readonly (keyof ImportOptions)[];

/**
 * From files or a path to a stored dataset: upload, preview, choices, import.
 * Nothing is stored before `store`; a file uploaded and not imported is discarded.
 */
export class ImportFlow {
  stage = $state.raw<ImportStage>({ kind: 'choosing' });
  failure = $state.raw<ImportFailure | null>(null);
  name = $state('');
  /** Whole percents; what is left goes to the test split. */
  trainPercent = $state<number | null>(70);
  valPercent = $state<number | null>(15);
  splitSeed = $state<number | null>(1);
  /** A recipe of the user's own, being written; null: the usual one. */
  recipe = $state.raw<RecipeEditor | null>(null);

  /** Whether the last import was cancelled, and whether this one is being. */
  cancelled = $state(false);
  cancelling = $state(false);

  /** Whether a table of items is on its way. */
  itemsUploading = $state(false);

  /** What was chosen; while a recipe is written, what a recipe holds as well is the recipe's. */
  options = $derived.by<ImportOptions>(() =>
    this.recipe === null
      ? this.#choices
      : { ...choicesBeside(this.#choices), ...sharedChoices(this.recipe.base) },
  );

  /** What was chosen in the form; with a recipe, what had been before there was one, where a recipe says it. */
  #choices = $state.raw<ImportOptions>({});

  readonly #bridge: Bridge;
  #token: string | null = null;
  #path = '';
  #upload: Upload | null = null;
  /** A table of items, where one was chosen beside the ratings. */
  #items: Upload | null = null;
  #uploading = new AbortController();
  /** Choices that the last preview was asked for with, as JSON. */
  #previewed = '';
  /** The preview asked for last. */
  #reading: Promise<unknown> = Promise.resolve();
  /** Counts previews asked for, so that a late one does not cover a newer. */
  #asked = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  async uploadFiles(files: readonly UploadFile[]): Promise<void> {
    this.reset();
    const totalBytes = files.reduce((sum, file) => sum + file.content.size, 0);
    this.stage = { kind: 'uploading', sentBytes: 0, totalBytes };
    const { signal } = this.#uploading;
    const result = await this.#bridge.upload(
      files,
      (progress) => {
        if (!signal.aborted) this.stage = { kind: 'uploading', ...progress };
      },
      signal,
    );
    if (signal.aborted) {
      if (result.ok) result.value.discard();
    } else if (result.ok) {
      this.#upload = result.value;
      await this.#read(result.value.path);
    } else {
      this.#fail('upload', result.error);
    }
  }

  async readPath(path: string): Promise<void> {
    this.reset();
    await this.#read(path);
  }

  /** Reads a list of labels again, without its rows whose picture is not there. */
  async leaveOutMissing(): Promise<void> {
    this.#choices = { ...this.#choices, leaveOutMissing: true };
    await (this.stage.kind === 'previewing' ? this.#preview() : this.#read(this.#path));
  }

  /** Sends a file that describes the items of ratings, and reads again with it. */
  async uploadItems(file: File): Promise<void> {
    const { signal } = this.#uploading;
    this.itemsUploading = true;
    const files = [{ path: file.name, content: file }];
    const result = await this.#bridge.upload(files, () => undefined, signal);
    this.itemsUploading = false;
    if (!result.ok) {
      if (!signal.aborted) this.#fail('upload', result.error);
      return;
    }
    if (signal.aborted) {
      result.value.discard();
      return;
    }
    const before = this.#items;
    this.#items = result.value;
    await this.choose({ ratings: { ...this.options.ratings, items: result.value.path } });
    before?.discard();
  }

  /**
   * Reads again with other choices; the target is guessed anew when the task changes. While a recipe is written, they
   * are changes of it. Another source or task has another usual recipe, which is written anew then.
   */
  async choose(changes: ImportOptions): Promise<void> {
    const { recipe } = this;
    const anew = Object.keys(changes).some((key) => STARTS_ANEW.includes(key));
    if (recipe === null || anew) {
      const { task, target, weight } = this.options;
      const split = anew ? undefined : this.#choices.split;
      this.#choices = { ...this.#choices, task, target, weight, split, ...changes };
      await Promise.all([this.#preview(), recipe?.open(null, sharedChoices(this.#choices))]);
      return;
    }
    this.#choices = { ...this.#choices, ...choicesBeside(changes) };
    recipe.set(sharedChoices(changes));
    await Promise.all([this.#preview(), recipe.try()]);
  }

  /** Starts a recipe of the user's own from the usual one. */
  editRecipe(): void {
    const editor = new RecipeEditor(
      this.#bridge,
      (recipe) => ({
        kind: 'path',
        path: this.#path,
        options: {
          ...(recipe === null
            ? { ...this.options, split: this.#choices.split }
            : choicesBeside(this.options)),
          ...this.#splits(),
        },
      }),
      () => void this.#follow(),
    );
    this.recipe = editor;
    void editor.open(null, sharedChoices(this.#choices));
  }

  /** Back to the usual recipe, and to how data was read before there was another; which data it is stays as it is. */
  async dropRecipe(): Promise<void> {
    const { recipe, options } = this;
    if (recipe === null) return;
    recipe.close();
    const { task, target, weight, ratings } = options;
    const items = ratings && 'items' in ratings ? { items: ratings.items } : {};
    this.#choices = {
      ...this.#choices,
      task,
      target,
      weight,
      ...(ratings && { ratings: { ...this.#choices.ratings, ...items } }),
    };
    this.recipe = null;
    await this.#preview();
  }

  /**
   * Waits for choices that are being read: pressing is not lost for them.
   * @param again also where the same bytes are a dataset already
   * @returns the name of the dataset, or null: `failure` says why, or `cancelled`
   */
  async store(again = false): Promise<string | null> {
    if (!(await this.#hasRead())) return null;
    const { stage } = this;
    const splits = this.#splits();
    if (stage.kind !== 'previewing' || splits === null) return null;
    this.failure = null;
    this.cancelled = false;
    this.stage = { kind: 'storing', done: 0, total: null, unit: 'bytes', elapsedMs: 0 };
    const token = crypto.randomUUID();
    this.#token = token;
    const meter = new ProgressMeter();
    const unsubscribe = this.#bridge.subscribe('import.progress', (progress) => {
      if (progress.token !== token) return;
      const { done, total, unit } = progress;
      const elapsedMs = meter.elapsedMs(progress, performance.now());
      this.stage = { kind: 'storing', done, total, unit, elapsedMs };
    });
    const result = await this.#bridge.request('datasets.import', {
      path: this.#path,
      name: this.name.trim(),
      options: {
        ...(this.recipe === null
          ? this.options
          : { ...choicesBeside(this.options), recipe: this.recipe.recipe }),
        ...splits,
      },
      token,
      ...(again && { again }),
    });
    unsubscribe();
    this.#token = null;
    this.cancelling = false;
    if (result.ok) {
      this.#upload = null;
      this.#items?.discard();
      this.#items = null;
      return result.value.name;
    }
    this.stage = stage;
    if (result.error.code === 'cancelled') this.cancelled = true;
    else this.failure = { during: 'import', error: result.error };
    return null;
  }

  /** Ends the import that runs; `store` then leads back to the preview. */
  async cancel(): Promise<void> {
    if (this.#token === null) return;
    this.cancelling = true;
    await this.#bridge.request('datasets.cancel-import', { token: this.#token });
  }

  /** Back to the start; lets go what was uploaded. */
  reset(): void {
    this.#uploading.abort();
    this.#uploading = new AbortController();
    this.#asked++;
    this.#upload?.discard();
    this.#upload = null;
    this.#items?.discard();
    this.#items = null;
    this.itemsUploading = false;
    this.recipe?.close();
    this.recipe = null;
    this.#choices = {};
    this.failure = null;
    this.cancelled = false;
    this.stage = { kind: 'choosing' };
  }

  async #read(path: string): Promise<void> {
    this.#path = path;
    this.stage = { kind: 'reading' };
    const preview = await this.#preview();
    if (preview !== null) this.name = preview.suggestedName;
  }

  /** Once nothing is being read any more; false where that failed. */
  async #hasRead(): Promise<boolean> {
    const waits = () => this.stage.kind === 'previewing' && this.stage.rereading;
    if (!waits()) return true;
    while (waits()) await this.#reading;
    return this.failure === null;
  }

  #preview(): Promise<DatasetPreview | null> {
    const reading = this.#askPreview();
    this.#reading = reading;
    return reading;
  }

  async #askPreview(): Promise<DatasetPreview | null> {
    const asked = ++this.#asked;
    const before = this.stage;
    this.failure = null;
    this.#previewed = JSON.stringify(this.options);
    if (before.kind === 'previewing') this.stage = { ...before, rereading: true };
    const result = await this.#bridge.request('datasets.preview', {
      path: this.#path,
      options: this.options,
    });
    if (asked !== this.#asked || this.stage.kind === 'storing') return null;
    if (result.ok) {
      this.stage = { kind: 'previewing', preview: result.value, rereading: false };
      return result.value;
    }
    if (before.kind === 'previewing') this.stage = { ...before, rereading: false };
    this.#fail('preview', result.error);
    return null;
  }

  /** Reads again where the recipe says of the data what the form does not know yet. */
  async #follow(): Promise<void> {
    if (this.stage.kind === 'storing') return;
    if (JSON.stringify(this.options) !== this.#previewed) await this.#preview();
  }

  /** How rows are dealt out where no recipe says it; null while the form leaves it open. */
  #splits(): Pick<ImportOptions, 'splitSeed' | 'splitFractions'> | null {
    const fractions = splitFractions(this.trainPercent, this.valPercent);
    if (fractions === null || this.splitSeed === null) return null;
    return { splitSeed: this.splitSeed, splitFractions: fractions };
  }

  #fail(during: ImportFailure['during'], error: AppError): void {
    this.failure = { during, error };
    if (this.stage.kind !== 'previewing') this.stage = { kind: 'choosing' };
  }
}
