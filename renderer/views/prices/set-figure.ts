import type { Params } from '../../../app/contract/requests.ts';
import type { AppError } from '../../../app/errors.ts';
import { cellWords, columnName } from '../../../app/price-text.ts';
import type { Bridge } from '../../bridge.ts';
import type { Locale } from '../../locale.svelte.ts';
import type { Toasts } from '../../toasts.svelte.ts';

/** Stores a figure of the user's own and offers to take it back. @returns what is wrong with it */
export async function setFigure(
  figure: Params<'prices.set'>,
  bridge: Bridge,
  locale: Locale,
  toasts: Toasts,
): Promise<AppError | null> {
  const set = await bridge.request('prices.set', figure);
  if (!set.ok) return set.error;
  const { id, value } = set.value.change;
  const words = locale.text('prices.own-set', {
    row: figure.row,
    column: columnName(figure.column, locale.language),
    value: cellWords(value, null, locale.language),
  });
  toasts.show(words, () => void bridge.request('prices.undo', { change: id }));
  return null;
}
