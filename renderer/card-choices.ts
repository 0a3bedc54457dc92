import type { CardReport } from '../app/contract/doctor.ts';
import type { Locale } from './locale.svelte.ts';

/** Leaves the choice to Hearth. */
export const FREE_CARD = 'off';

/** Cards that runs can name. */
export function namedCards(cards: readonly CardReport[]): readonly CardReport[] {
  return cards.filter(({ index }) => index !== null);
}

/**
 * What can be chosen: any, and each card by its index.
 * @param value what is chosen: one that is not there any more stays, to be chosen away from
 */
export function cardChoices(cards: readonly CardReport[], value: string): readonly string[] {
  const indices = namedCards(cards).map(({ index }) => String(index));
  return [...new Set([FREE_CARD, ...indices, value])];
}

/** `1 · NVIDIA H200`. */
export function cardLabel(choice: string, cards: readonly CardReport[], locale: Locale): string {
  if (choice === FREE_CARD) return locale.text('plan-field.device.any');
  const card = cards.find(({ index }) => String(index) === choice);
  return card === undefined ? choice : `${choice} · ${card.name}`;
}
