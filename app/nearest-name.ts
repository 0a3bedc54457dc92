/** Of a name, at most one character in so many may be another one. */
const CHARACTERS_PER_EDIT = 3;
const MOST_EDITS = 3;
/** A beginning that says enough of the name that it is of. */
const LEAST_BEGINNING = 3;

/** A name without case and signs, as people mix them up: `learning_rate`, `learningRate`, `--learning-rate`. */
export function bareName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/**
 * The known name that a wrong one was meant for: the same but for case and signs, one with a few other characters, or
 * the only one that begins so; null where none is near. Every "did you mean" asks here.
 */
export function nearestName(wrong: string, known: readonly string[]): string | null {
  const bare = bareName(wrong);
  if (bare === '') return null;
  const others = known.filter((name) => name !== wrong && bareName(name) !== '');
  let nearest: string | null = null;
  let fewest = Math.min(MOST_EDITS, Math.floor(bare.length / CHARACTERS_PER_EDIT)) + 1;
  for (const name of others) {
    const edits = editDistance(bare, bareName(name), fewest);
    if (edits < fewest) [nearest, fewest] = [name, edits];
  }
  if (nearest !== null || bare.length < LEAST_BEGINNING) return nearest;
  const longer = others.filter((name) => bareName(name).startsWith(bare));
  return longer.length === 1 ? (longer[0] ?? null) : null;
}

/**
 * Characters to insert, leave out, replace, or swap with their neighbour; `enough` where there are as many or more.
 * @source optimal string alignment: Boytsov 2011, "Indexing methods for approximate dictionary searching", §2.2
 */
function editDistance(from: string, to: string, enough: number): number {
  if (Math.abs(from.length - to.length) >= enough) return enough;
  let [twoUp, up]: [readonly number[], readonly number[]] = [[], []];
  for (let row = 0; row <= from.length; row += 1) {
    const line: number[] = [];
    for (let column = 0; column <= to.length; column += 1) {
      if (row === 0 || column === 0) {
        line.push(row + column);
        continue;
      }
      const same = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line.push(
        Math.min(
          (up[column] ?? 0) + 1,
          (line[column - 1] ?? 0) + 1,
          (up[column - 1] ?? 0) + (same ? 0 : 1),
          isSwap ? (twoUp[column - 2] ?? 0) + 1 : enough,
        ),
      );
    }
    [twoUp, up] = [up, line];
  }
  return Math.min(enough, up[to.length] ?? enough);
}
