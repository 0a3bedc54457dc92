import type { ExportFormat } from '../exchange/export-formats.ts';
import type { ModelSheet } from '../exchange/model-sheet.ts';

/** A file that an export made. */
export interface ExportedFile {
  readonly name: string;
  /** Where it was written; null where its content is in the answer. */
  readonly path: string | null;
  readonly sizeBytes: number;
  /** Base64; null where it was written. */
  readonly content: string | null;
}

/** Questions of what leaves Hearth for other programs. */
export interface ExchangeRequests {
  /**
   * The result of a run for other programs, and beside it a sheet with its recipe. Files are written to
   * `path` and beside it, over what is there; without a path they come in the answer.
   */
  'runs.export': {
    params: { readonly run: string; readonly to: ExportFormat; readonly path: string | null };
    result: Pick<ModelSheet, 'takes' | 'inputs' | 'outputs' | 'tokenizers'> & {
      readonly files: readonly ExportedFile[];
    };
  };
}
