/** Leaves of a tree over one number: each class may fill a range of its own, some of them two. */
const LEAVES_PER_CLASS = 2;
const MOST_LEAVES = 32;

interface Leaf {
  /** Range of the sorted rows. */
  readonly from: number;
  readonly to: number;
  readonly cut: { readonly at: number; readonly gain: number };
}

/**
 * Best guess of a class from one number alone: a tree of thresholds, grown where it helps most.
 * @param numbers finite, one for each row fitted on
 * @param labels below `classes`
 * @source Breiman et al., "Classification and Regression Trees", 1984, §2.4 (Gini index)
 */
export function fitThresholds(
  numbers: readonly number[],
  labels: readonly number[],
  classes: number,
): (value: number) => number {
  const order = numbers.map((_, at) => at);
  order.sort((left, right) => (numbers[left] ?? 0) - (numbers[right] ?? 0));
  const sorted = order.map((at) => numbers[at] ?? 0);
  const sortedLabels = order.map((at) => labels[at] ?? 0);
  const leafOf = (from: number, to: number): Leaf => {
    return { from, to, cut: bestCut(sorted, sortedLabels, classes, from, to) };
  };
  const leaves = [leafOf(0, sorted.length)];
  const most = Math.min(MOST_LEAVES, classes * LEAVES_PER_CLASS);
  while (leaves.length < most) {
    const gains = leaves.map(({ cut }) => cut.gain);
    const best = gains.indexOf(Math.max(...gains));
    const leaf = leaves[best];
    if (leaf === undefined || leaf.cut.gain <= 0) break;
    leaves.splice(best, 1, leafOf(leaf.from, leaf.cut.at), leafOf(leaf.cut.at, leaf.to));
  }
  const rules = leaves.map(({ from, to }) => ({
    start: from === 0 ? -Infinity : ((sorted[from - 1] ?? 0) + (sorted[from] ?? 0)) / 2,
    label: mostFrequent(sortedLabels, classes, from, to),
  }));
  return (value) => rules.findLast(({ start }) => value >= start)?.label ?? 0;
}

/** Where a range is cut best, and how much purer it gets: Σ n²/N over both sides, less before. */
function bestCut(
  sorted: readonly number[],
  labels: readonly number[],
  classes: number,
  from: number,
  to: number,
): Leaf['cut'] {
  const left = new Float64Array(classes);
  const right = new Float64Array(classes);
  let rightSquares = 0;
  for (let at = from; at < to; at += 1) {
    const label = labels[at] ?? 0;
    rightSquares += 2 * (right[label] ?? 0) + 1;
    right[label] = (right[label] ?? 0) + 1;
  }
  const before = rightSquares / (to - from);
  let leftSquares = 0;
  let best = { at: from, gain: 0 };
  for (let at = from; at < to - 1; at += 1) {
    const label = labels[at] ?? 0;
    leftSquares += 2 * (left[label] ?? 0) + 1;
    left[label] = (left[label] ?? 0) + 1;
    rightSquares -= 2 * (right[label] ?? 0) - 1;
    right[label] = (right[label] ?? 0) - 1;
    if (sorted[at] === sorted[at + 1]) continue;
    const gain = leftSquares / (at + 1 - from) + rightSquares / (to - at - 1) - before;
    // Cuts that only rounding favours would go on for ever.
    if (gain > best.gain + 1e-9) best = { at: at + 1, gain };
  }
  return best;
}

function mostFrequent(labels: readonly number[], classes: number, from: number, to: number) {
  const counts = new Float64Array(classes);
  for (let at = from; at < to; at += 1) {
    const label = labels[at] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts.indexOf(Math.max(...counts));
}

/** Best guess of a class from one category alone: the class it goes with most often; -1 for unseen ones. */
export function fitMajority(
  categories: readonly string[],
  labels: readonly number[],
  classes: number,
): (category: string) => number {
  const counts = new Map<string, Float64Array>();
  for (const [at, category] of categories.entries()) {
    const ofCategory = counts.get(category) ?? new Float64Array(classes);
    const label = labels[at] ?? 0;
    ofCategory[label] = (ofCategory[label] ?? 0) + 1;
    counts.set(category, ofCategory);
  }
  const guesses = new Map<string, number>();
  for (const [category, ofCategory] of counts) {
    guesses.set(category, ofCategory.indexOf(Math.max(...ofCategory)));
  }
  return (category) => guesses.get(category) ?? -1;
}

/** Pearson's correlation over pairs of finite numbers; 0 where either is constant. */
export function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [leftMean, rightMean] = [mean(left), mean(right)];
  let [both, leftSquares, rightSquares] = [0, 0, 0];
  for (const [at, value] of left.entries()) {
    const [x, y] = [value - leftMean, (right[at] ?? 0) - rightMean];
    both += x * y;
    leftSquares += x * x;
    rightSquares += y * y;
  }
  const scale = Math.sqrt(leftSquares * rightSquares);
  return scale > 0 ? both / scale : 0;
}
