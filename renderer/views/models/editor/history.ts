/** The states of something under edit, for taking changes back and making them again. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the latest change was about; the next change of the same thing becomes one with it. */
  readonly subject: string | null;
}

/** Enough for an afternoon of edits. */
const MAXIMUM_PAST = 500;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], subject: null };
}

/**
 * Goes on to a new state; what had been taken back can no longer be made again.
 * @param subject typing `128` into one field is one change, not three: such changes share a subject
 */
export function record<T>(
  history: History<T>,
  present: T,
  subject: string | null = null,
): History<T> {
  if (present === history.present) return history;
  const joins = subject !== null && subject === history.subject;
  const past = joins ? history.past : [...history.past, history.present].slice(-MAXIMUM_PAST);
  return { past, present, future: [], subject };
}

/** One state back; the same history where there is none. */
export function undo<T>({ past, present, future, subject }: History<T>): History<T> {
  const before = past.at(-1);
  return before === undefined
    ? { past, present, future, subject }
    : { past: past.slice(0, -1), present: before, future: [present, ...future], subject: null };
}

/** One state forward; the same history where there is none. */
export function redo<T>({ past, present, future, subject }: History<T>): History<T> {
  const [after, ...later] = future;
  return after === undefined
    ? { past, present, future, subject }
    : { past: [...past, present], present: after, future: later, subject: null };
}
