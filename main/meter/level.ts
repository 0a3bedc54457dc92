import type { RequestFailure } from '../../app/cost/measurement/measurement.ts';
import type { RequestRecord } from '../../app/cost/measurement/request-record.ts';

export interface LevelWork {
  readonly concurrency: number;
  readonly requests: number;
  readonly seconds: number;
  /** Sends one request from a place and follows it to its end; throws where the user stops. */
  readonly ask: (place: number) => Promise<RequestRecord>;
  /** Seconds on a clock that never goes back. */
  readonly now: () => number;
  readonly onRecord: (record: RequestRecord) => void;
}

export interface LevelDone {
  readonly records: readonly RequestRecord[];
  /** Set where answers stopped coming: the last reason. */
  readonly gaveUp: RequestFailure | null;
}

/**
 * Keeps so many requests in flight until enough have been sent or the time is over; each place sends
 * its next request when its last one has ended. It gives up when each place has failed in turn, and
 * two more: what was in flight when a server died is not yet a reason.
 */
export async function driveLevel(work: LevelWork): Promise<LevelDone> {
  const { concurrency, seconds, ask, now, onRecord } = work;
  const planned = plannedRequests(work.requests, concurrency);
  const records: RequestRecord[] = [];
  const endsAt = now() + seconds;
  let begun = 0;
  let failedInTurn = 0;

  const mayGoOn = () => begun < planned && now() < endsAt && failedInTurn < concurrency + 2;
  async function keepBusy(place: number): Promise<void> {
    do {
      begun += 1;
      const record = await ask(place);
      records.push(record);
      failedInTurn = record.failure === null ? 0 : failedInTurn + 1;
      onRecord(record);
    } while (mayGoOn());
  }
  await Promise.all(Array.from({ length: concurrency }, (_, place) => keepBusy(place)));

  const last = records.at(-1)?.failure ?? null;
  const gaveUp = failedInTurn >= concurrency + 2 || failedInTurn === records.length;
  return { records, gaveUp: gaveUp ? last : null };
}

export function plannedRequests(requests: number, concurrency: number): number {
  return Math.max(requests, concurrency);
}
