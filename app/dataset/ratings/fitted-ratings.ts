/** The users, or the items, that training knows. */
export interface FittedIds {
  readonly column: string;
  /** Number n of a sample stands for the id at n − 1; 0 for any other. */
  readonly ids: readonly string[];
}

/** How a rating becomes a sample: [user, item]. */
export interface FittedRatings {
  readonly user: FittedIds;
  readonly item: FittedIds;
}

/** Stands for users and items that training did not have. */
const UNKNOWN_ID = 0;
/** Numbers of one sample. */
export const RATING_LENGTH = 2;

/** Numbers that a sample may hold: both its places count from 0. */
export function ratingVocabulary({ user, item }: FittedRatings): number {
  return 1 + Math.max(user.ids.length, item.ids.length);
}

/** Gives the ids that are met their numbers, in order of appearance. */
export class IdFit {
  readonly #column: string;
  readonly #ids = new Set<string>();

  constructor(column: string) {
    this.#column = column;
  }

  add(id: string | null | undefined): void {
    if (id != null) this.#ids.add(id);
  }

  finish(): FittedIds {
    return { column: this.#column, ids: [...this.#ids] };
  }
}

type Id = string | null | undefined;

/** @returns encodes users and items, one of each a row, to [rows, 2] */
export function openRatings({
  user,
  item,
}: FittedRatings): (users: readonly Id[], items: readonly Id[]) => Int32Array {
  const userOf = numbersOf(user);
  const itemOf = numbersOf(item);
  return (users, items) => {
    const samples = new Int32Array(users.length * RATING_LENGTH);
    for (const [row, id] of users.entries()) {
      samples[row * RATING_LENGTH] = userOf(id);
      samples[row * RATING_LENGTH + 1] = itemOf(items[row]);
    }
    return samples;
  };
}

function numbersOf({ ids }: FittedIds): (id: Id) => number {
  const numbers = new Map(ids.map((id, at) => [id, at + 1]));
  return (id) => (id == null ? UNKNOWN_ID : (numbers.get(id) ?? UNKNOWN_ID));
}
