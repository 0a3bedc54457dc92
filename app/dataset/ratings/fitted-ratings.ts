import type { SampleInput, SampleTarget, TokenPart } from '../dataset.ts';
import type { ItemFields } from './item-fields.ts';
import type { NegativeDraw } from './rating-options.ts';

/** The users, or the items, that training knows. */
export interface FittedIds {
  readonly column: string;
  /** Number n of a sample stands for the id at n − 1; 0 for any other. */
  readonly ids: readonly string[];
}

/** What a table says of the items. */
export interface FittedItems extends ItemFields {
  /** Column of the table that names an item's id. */
  readonly column: string;
  /** Column with what items are called; null where there is none. */
  readonly title: string | null;
  /** Items that only the table knows; they come behind those that training knows. */
  readonly cold: readonly string[];
  /** By number − 1, first of the items that training knows; null for one without. Empty where no column has titles. */
  readonly titles: readonly (string | null)[];
  /** Names of all its columns. */
  readonly columns: readonly string[];
}

/** How items that a user did not choose are drawn. */
export interface FittedNegatives {
  readonly count: number;
  readonly draw: NegativeDraw;
}

/** How a rating becomes a sample: the user, the item and others that were drawn, and what is said of each item. */
export interface FittedRatings {
  readonly user: FittedIds;
  readonly item: FittedIds;
  /** Only where a table describes the items. */
  readonly items?: FittedItems | undefined;
  /** Only where choices are learnt instead of ratings. */
  readonly negatives?: FittedNegatives | undefined;
}

/** Stands for users and items that training did not have. */
export const UNKNOWN_ID = 0;

/** Items of one sample: the one that was rated or chosen, then those drawn. */
export function slotsOf({ negatives }: Pick<FittedRatings, 'negatives'>): number {
  return 1 + (negatives?.count ?? 0);
}

/** Items that can be told of: those that training knows, then those that only a table does. */
export function catalogueSize({ item, items }: Pick<FittedRatings, 'item' | 'items'>): number {
  return item.ids.length + (items?.cold.length ?? 0);
}

/** An item's id by its number; '' where there is none. */
export function itemIdOf({ item, items }: FittedRatings, number: number): string {
  return item.ids[number - 1] ?? items?.cold[number - 1 - item.ids.length] ?? '';
}

/** What an item is called; null where nothing says it. */
export function itemTitleOf({ items }: FittedRatings, number: number): string | null {
  return items?.titles[number - 1] ?? null;
}

/** What a model reads of a sample: user, items, and tokens of what is said of each item, which it may leave unread. */
export function ratingInput(ratings: FittedRatings): Extract<SampleInput, { kind: 'tokens' }> {
  const slots = slotsOf(ratings);
  const { user, item, items } = ratings;
  const parts: TokenPart[] = [
    { length: 1, vocabulary: 1 + user.ids.length },
    { length: slots, vocabulary: 1 + item.ids.length },
  ];
  if (items !== undefined) {
    const { length, vocabulary } = items;
    parts.push({ length: slots * length, vocabulary, optional: true });
  }
  return {
    kind: 'tokens',
    length: parts.reduce((sum, part) => sum + part.length, 0),
    vocabulary: Math.max(...parts.map((part) => part.vocabulary)),
    parts,
  };
}

/** A rating is one number; a choice is 1, followed by a 0 for each item that was drawn. */
export function ratingTarget(ratings: FittedRatings): SampleTarget {
  const { negatives } = ratings;
  return { kind: 'values', shape: negatives === undefined ? [] : [slotsOf(ratings)] };
}

/** Gives the ids that are met their numbers, in order of appearance. */
export class IdFit {
  readonly #column: string;
  readonly #numbers = new Map<string, number>();

  constructor(column: string) {
    this.#column = column;
  }

  /** @returns the id's number; 0 for none */
  add(id: string | null | undefined): number {
    if (id == null) return UNKNOWN_ID;
    const known = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, known);
    return known;
  }

  finish(): FittedIds {
    return { column: this.#column, ids: [...this.#numbers.keys()] };
  }
}

export type Id = string | null | undefined;

/** Looks users and items up by their ids; items that only a table knows have numbers, too. */
export function openIds({ user, item, items }: FittedRatings): {
  readonly userOf: (id: Id) => number;
  readonly itemOf: (id: Id) => number;
} {
  return { userOf: numbersOf(user.ids), itemOf: numbersOf([...item.ids, ...(items?.cold ?? [])]) };
}

function numbersOf(ids: readonly string[]): (id: Id) => number {
  const numbers = new Map(ids.map((id, at) => [id, at + 1]));
  return (id) => (id == null ? UNKNOWN_ID : (numbers.get(id) ?? UNKNOWN_ID));
}

/** Tells by their ids what items are called; null where nothing says it. */
export function openTitles(
  ratings: FittedRatings | undefined,
): { readonly column: string; readonly titleOf: (id: Id) => string | null } | null {
  const column = ratings?.items?.title;
  if (ratings === undefined || column == null) return null;
  const { itemOf } = openIds(ratings);
  return { column, titleOf: (id) => itemTitleOf(ratings, itemOf(id)) };
}
