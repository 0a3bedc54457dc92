/**
 * What has every typed word in its name, in any order and case; those that begin with what was typed
 * first, the others in their order.
 */
export function matchNames<T extends { readonly name: string }>(
  entries: readonly T[],
  typed: string,
): readonly T[] {
  const wanted = typed.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const matching = entries.filter(({ name }) =>
    words.every((word) => name.toLowerCase().includes(word)),
  );
  const begins = ({ name }: T) => name.toLowerCase().startsWith(wanted);
  return [...matching.filter(begins), ...matching.filter((entry) => !begins(entry))];
}
