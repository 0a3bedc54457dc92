import type { RequestFailure } from './measurement.ts';

/** What was seen of one request. Times are seconds on one clock that never goes back. */
export interface RequestRecord {
  /** Which of the places in flight sent it, from 0. */
  readonly place: number;
  readonly sentAt: number;
  readonly endedAt: number;
  /** When each piece of the answer with text in it came, ascending. */
  readonly chunksAt: readonly number[];
  /** As the server counted; null where it does not. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | null;
  /** Null of a whole answer. */
  readonly failure: RequestFailure | null;
}
