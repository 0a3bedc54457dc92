import type { Task } from '../dataset/dataset.ts';
import type { FittedRecipe } from '../dataset/recipe.ts';

/** A tensor at one of an exported model's ends. */
export interface ExportedEdge {
  readonly name: string;
  /** `float32`, `float64`, `int32`, `uint8`, `string`. */
  readonly type: string;
  /** A name stands for a size that each call chooses. */
  readonly shape: readonly (number | string)[];
}

/** What goes into an exported model. */
export interface ExportedInput extends ExportedEdge {
  readonly holds: 'number' | 'date' | 'text' | 'image' | 'tokens' | 'window' | 'features';
  /** Of the dataset, where one input is one column. */
  readonly column: string | null;
}

/** What an exported model needs to be known of it; written beside it as JSON. */
export interface ModelSheet {
  readonly version: 1;
  readonly run: { readonly id: string; readonly name: string };
  readonly dataset: { readonly name: string; readonly fingerprint: string };
  readonly task: Task;
  /** Whether the recipe is part of the model, or has to be applied before it. */
  readonly takes: 'raw' | 'prepared';
  readonly inputs: readonly ExportedInput[];
  readonly outputs: readonly ExportedEdge[];
  readonly classes: readonly string[];
  readonly recipe: FittedRecipe;
}
