import type { FittedRecipe } from '../dataset/recipe.ts';
import type { Task } from '../dataset/tasks.ts';
import type { TokenizerKind } from '../text/tokenizer.ts';
import type { TextUse } from './tokenizers/text-use.ts';

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

/** A file of an export, by what stands behind the name that is asked for. */
export interface ExportedPart {
  /** Empty for the first file. */
  readonly suffix: string;
  readonly content: Uint8Array | string;
}

/** How texts become a model's tokens outside of Hearth. */
export interface ExportedTokenizer {
  readonly of: TextUse;
  readonly kind: TokenizerKind;
  /**
   * Behind the model's name, that of a `tokenizer.json` of Hugging Face's `tokenizers`; null where words are parted by a
   * dictionary, which such a file cannot hold.
   */
  readonly suffix: string | null;
  /**
   * A class of characters, for regular expressions: texts that hold one of them may become other tokens by the file
   * than here. Null without a file.
   */
  readonly unlike: string | null;
  /** Tokens of a text: what is longer is cut, what is shorter filled up. */
  readonly length: number;
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
  /** One for each text that goes in; none where none does. */
  readonly tokenizers: readonly ExportedTokenizer[];
  readonly classes: readonly string[];
  readonly recipe: FittedRecipe;
}
