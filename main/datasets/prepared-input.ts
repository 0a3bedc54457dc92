import type { TextContinuation, TextTranslation } from '../../app/contract/engine.ts';
import type { SampleNumbers } from '../../app/dataset/sample.ts';

/** A prediction answers while someone waits; larger sets are imported and evaluated. */
export const MOST_ROWS = 10_000;

/** Features as the model was trained on. */
export interface PreparedInput {
  /** Rows or images. */
  readonly rows: number;
  /** [rows, …sample] */
  readonly features: SampleNumbers;
  /** Which series each row is of, where there are several. */
  readonly series?: readonly (string | null)[] | undefined;
  /** [rows, 2] mean and deviation that undo what is said of each row, where rows have units of their own. */
  readonly units?: Float32Array | undefined;
  /** Their own sizes in pixels, for images of a file each. */
  readonly images?: readonly { readonly width: number; readonly height: number }[] | undefined;
  /** Names of the files that the rows are of, where a folder was given. */
  readonly files?: readonly string[] | undefined;
  /** Where a language model is to go on with the only row. */
  readonly continuation?: TextContinuation | undefined;
  /** Where each row's translation is to stand. */
  readonly translation?: TextTranslation | undefined;
}
