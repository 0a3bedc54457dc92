import type { RecipePreview, RecipeSource } from '../../../../app/contract/recipes.ts';
import type { Recipe } from '../../../../app/dataset/dataset.ts';
import type { SharedChoices } from '../../../../app/dataset/recipes/default-recipe.ts';
import type { SplitSpec } from '../../../../app/dataset/recipes/recipe-spec.ts';
import type { RecipeStep } from '../../../../app/dataset/recipes/recipe-steps.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';

/** A step with a name of its own, so that moving it keeps its form. */
export interface EditedStep {
  readonly id: number;
  readonly step: RecipeStep;
}

/** So that a word that is being typed is not tried letter by letter. */
const PAUSE_MS = 250;

/**
 * A recipe that is being written: its steps, its split, and what it does to a sample. Each change is
 * tried after a short pause; a late answer does not cover a newer one.
 */
export class RecipeEditor {
  steps = $state.raw<readonly EditedStep[]>([]);
  split = $state.raw<SplitSpec | null>(null);
  /** Id of the step whose form is open. */
  selected = $state<number | null>(null);
  /** Whether the sample is shown after the open step; after all otherwise. */
  untilSelected = $state(false);
  preview = $state.raw<RecipePreview | null>(null);
  failure = $state.raw<AppError | null>(null);
  busy = $state(true);
  /** What else the recipe says. */
  base = $state.raw<Recipe>({ version: 1, steps: [] });

  readonly #bridge: Bridge;
  readonly #source: (recipe: Recipe | null) => RecipeSource;
  readonly #onTried: () => void;
  #nextId = 0;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param source  where the sample of a recipe comes from, or of the usual one (null), asked for each time
   * @param onTried is told of each recipe that could be tried
   */
  constructor(
    bridge: Bridge,
    source: (recipe: Recipe | null) => RecipeSource,
    onTried: () => void = () => undefined,
  ) {
    this.#bridge = bridge;
    this.#source = source;
    this.#onTried = onTried;
  }

  /**
   * Takes a recipe to start from; null: the usual one.
   * @param choices what the usual one is to say
   */
  async open(recipe: Recipe | null, choices: SharedChoices = {}): Promise<void> {
    clearTimeout(this.#timer);
    if (recipe === null) {
      this.#take({ version: 1, ...choices, steps: [] });
      this.busy = true;
      const asked = ++this.#asked;
      const usual = await this.#bridge.request('recipes.preview', {
        source: this.#source(null),
        recipe: null,
        steps: null,
      });
      if (asked !== this.#asked) return;
      this.busy = false;
      if (!usual.ok) {
        this.failure = usual.error;
        return;
      }
      this.#take(usual.value.recipe);
      this.failure = null;
      this.preview = usual.value;
      return;
    }
    this.#take(recipe);
    await this.try();
  }

  /** The recipe as it stands. */
  get recipe(): Recipe {
    return {
      ...this.base,
      ...(this.split !== null && { split: this.split }),
      steps: this.steps.map(({ step }) => step),
    };
  }

  add(step: RecipeStep): void {
    const added = this.#named(step);
    this.steps = [...this.steps, added];
    this.selected = added.id;
    this.#tryLater();
  }

  remove(id: number): void {
    this.steps = this.steps.filter((one) => one.id !== id);
    if (this.selected === id) this.selected = null;
    this.#tryLater();
  }

  change(id: number, step: RecipeStep): void {
    this.steps = this.steps.map((one) => (one.id === id ? { id, step } : one));
    this.#tryLater();
  }

  /** Moves a step to another place, from 0. */
  move(id: number, to: number): void {
    const moved = this.steps.find((one) => one.id === id);
    if (moved === undefined || to < 0 || to >= this.steps.length) return;
    this.steps = this.steps.filter((one) => one.id !== id).toSpliced(to, 0, moved);
    this.#tryLater();
  }

  divide(split: SplitSpec): void {
    this.split = split;
    this.#tryLater();
  }

  /** Changes what the recipe says beside steps and split; what becomes undefined is left open. */
  set(changes: Partial<Recipe>): void {
    this.base = { ...this.base, ...changes };
    this.#tryLater();
  }

  /** Takes another recipe in place of this one. */
  replace(recipe: Recipe): void {
    this.#take(recipe);
    this.selected = null;
    this.#tryLater();
  }

  select(id: number | null): void {
    this.selected = id;
    if (this.untilSelected) this.#tryLater();
  }

  showUntilSelected(until: boolean): void {
    this.untilSelected = until;
    this.#tryLater();
  }

  /** Lets a pending try go. */
  close(): void {
    clearTimeout(this.#timer);
    this.#asked++;
  }

  async try(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.busy = true;
    const at = this.steps.findIndex(({ id }) => id === this.selected);
    const { recipe } = this;
    const result = await this.#bridge.request('recipes.preview', {
      source: this.#source(recipe),
      recipe,
      steps: this.untilSelected && at >= 0 ? at + 1 : null,
    });
    if (asked !== this.#asked) return;
    this.busy = false;
    this.failure = result.ok ? null : result.error;
    if (!result.ok) return;
    this.preview = result.value;
    this.#onTried();
  }

  #take(recipe: Recipe): void {
    this.base = recipe;
    this.split = recipe.split ?? null;
    this.steps = recipe.steps.map((step) => this.#named(step));
  }

  #named(step: RecipeStep): EditedStep {
    this.#nextId += 1;
    return { id: this.#nextId, step };
  }

  #tryLater(): void {
    clearTimeout(this.#timer);
    this.busy = true;
    this.#timer = setTimeout(() => void this.try(), PAUSE_MS);
  }
}
