/** How many n-grams of one order two sequences share, and how many each has. */
export interface GramCounts {
  readonly matches: number;
  readonly hypothesis: number;
  readonly reference: number;
}

const BETWEEN = '\u0000';

/** Each n-gram of the hypothesis matches at most as often as the reference has it. */
export function compareGrams(
  hypothesis: readonly string[],
  reference: readonly string[],
  order: number,
): GramCounts {
  const there = gramsOf(reference, order);
  let matches = 0;
  for (const [gram, count] of gramsOf(hypothesis, order)) {
    matches += Math.min(count, there.get(gram) ?? 0);
  }
  const total = ({ length }: readonly string[]) => Math.max(0, length - order + 1);
  return { matches, hypothesis: total(hypothesis), reference: total(reference) };
}

function gramsOf(tokens: readonly string[], order: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= tokens.length; at += 1) {
    const gram = tokens.slice(at, at + order).join(BETWEEN);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
