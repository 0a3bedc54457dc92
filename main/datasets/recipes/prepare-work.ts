import type { Recipe } from '../../../app/dataset/dataset.ts';
import type { TensorSink } from '../../shards/tensor-sink.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import type { TableSession } from '../delimited/table-session.ts';

/** What preparing an analysed table takes. */
export interface PrepareWork {
  readonly session: TableSession;
  readonly table: AnalysedTable;
  /** With nothing left to guess. */
  readonly recipe: Recipe;
  readonly folder: string;
  readonly onProgress: (done: number, total: number | null) => void;
  /** Makes the sink of each tensor; without it, this thread hashes them. */
  readonly newSink?: (() => TensorSink) | undefined;
}
