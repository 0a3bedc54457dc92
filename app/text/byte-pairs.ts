type Pair = readonly [left: string, right: string];

/** Merged pieces that are remembered; words repeat. */
const REMEMBERED = 50_000;
/** Parts the two sides of a pair; normalised text has none. */
const BETWEEN = '\u0000';

/** Cuts a piece into characters and merges their pairs, the earliest learnt first. */
export function mergePairs(merges: readonly Pair[]): (piece: string) => readonly string[] {
  const ranks = new Map(merges.map(([left, right], rank) => [left + BETWEEN + right, rank]));
  const known = new Map<string, readonly string[]>();
  return (piece) => {
    const remembered = known.get(piece);
    if (remembered !== undefined) return remembered;
    let parts: readonly string[] = [...piece];
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      for (let at = 0; at + 1 < parts.length; at += 1) {
        best = Math.min(best, ranks.get(`${parts[at]}${BETWEEN}${parts[at + 1]}`) ?? best);
      }
      const pair = merges[best];
      if (pair === undefined) break;
      parts = merge(parts, pair);
    }
    if (known.size < REMEMBERED) known.set(piece, parts);
    return parts;
  };
}

/** Pieces as they stand, and how often each comes. */
interface Piece {
  parts: readonly string[];
  readonly count: number;
}

/**
 * Learns which pairs to merge: again and again the most frequent one, of equally frequent ones the first in
 * Unicode order, so that the same texts give the same pairs everywhere.
 * @param counts how often each piece comes in the texts
 * @param most   merges to learn at the most; pairs that come only once are not worth one
 * @source Sennrich et al. 2016, Neural Machine Translation of Rare Words with Subword Units, §3.2
 */
export function learnMerges(counts: ReadonlyMap<string, number>, most: number): readonly Pair[] {
  const pieces: Piece[] = Array.from(counts, ([text, count]) => ({ parts: [...text], count }));
  const frequencies = new Map<string, number>();
  const holders = new Map<string, Set<Piece>>();
  const count = (piece: Piece, sign: 1 | -1): void => {
    for (let at = 0; at + 1 < piece.parts.length; at += 1) {
      const key = `${piece.parts[at]}${BETWEEN}${piece.parts[at + 1]}`;
      frequencies.set(key, (frequencies.get(key) ?? 0) + sign * piece.count);
      if (sign < 0) continue;
      const holding = holders.get(key) ?? new Set();
      holders.set(key, holding.add(piece));
    }
  };
  for (const piece of pieces) count(piece, 1);

  const merges: Pair[] = [];
  while (merges.length < most) {
    const found = mostFrequent(frequencies);
    if (found === null) break;
    const [left = '', right = ''] = found.split(BETWEEN);
    merges.push([left, right]);
    for (const piece of holders.get(found) ?? []) {
      count(piece, -1);
      piece.parts = merge(piece.parts, [left, right]);
      count(piece, 1);
    }
    frequencies.delete(found);
    holders.delete(found);
  }
  return merges;
}

function mostFrequent(frequencies: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let most = 1;
  for (const [key, frequency] of frequencies) {
    if (frequency > most || (frequency === most && best !== null && key < best)) {
      best = key;
      most = frequency;
    }
  }
  return best;
}

function merge(parts: readonly string[], [left, right]: Pair): readonly string[] {
  const merged: string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    if (part === left && parts[at + 1] === right) {
      merged.push(left + right);
      at += 1;
    } else merged.push(part);
  }
  return merged;
}
