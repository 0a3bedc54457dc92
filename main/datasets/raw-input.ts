import type { TextContinuation, TextTranslation } from '../../app/contract/engine.ts';
import type { DecimalMark } from '../../app/dataset/decimal-mark.ts';
import type { SampleNumbers } from '../../app/dataset/sample.ts';

/** What is to be predicted, as `runs.predict` takes it. */
export type RawInput =
  /** Numbers have a decimal point where nothing else is said. */
  | {
      readonly kind: 'row';
      readonly values: Readonly<Record<string, string | null>>;
      readonly decimal?: DecimalMark | undefined;
    }
  /** Numbers of a delimited file are written as in the dataset's own, where nothing else is said. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly decimal?: DecimalMark | undefined;
    }
  | { readonly kind: 'text'; readonly text: string };

/** Features as the model was trained on. */
export interface PreparedInput {
  /** Rows or images. */
  readonly rows: number;
  /** [rows, …sample] */
  readonly features: SampleNumbers;
  /** Their own sizes in pixels, for images of a file each. */
  readonly images?: readonly { readonly width: number; readonly height: number }[] | undefined;
  /** Where a language model is to go on with the only row. */
  readonly continuation?: TextContinuation | undefined;
  /** Where each row's translation is to stand. */
  readonly translation?: TextTranslation | undefined;
}
