import type { ClassCount } from './dataset.ts';
import type { PreviewWarning } from './preview-warning.ts';
import { parseNumber } from './raw-value.ts';

/** From this ratio of the largest to the smallest class on, preview and audit warn. */
export const IMBALANCE_RATIO = 10;

/**
 * Names in label order: by value where all are numbers, otherwise as people sort file names
 * (`class_2` before `class_10`). Independent of the machine's locale.
 */
export function orderNames(names: readonly string[]): readonly string[] {
  const numeric = names.every((name) => parseNumber(name) !== null);
  return names.toSorted(
    numeric ? (left, right) => Number(left) - Number(right) || byText(left, right) : naturally,
  );
}

function naturally(left: string, right: string): number {
  const leftParts = left.match(/\d+|\D+/g) ?? [];
  const rightParts = right.match(/\d+|\D+/g) ?? [];
  for (const [at, leftPart] of leftParts.entries()) {
    const rightPart = rightParts[at];
    if (rightPart === undefined) return 1;
    const byNumber =
      /\d/.test(leftPart) && /\d/.test(rightPart) ? Number(leftPart) - Number(rightPart) : 0;
    const order = byNumber || byText(leftPart, rightPart);
    if (order !== 0) return order;
  }
  return leftParts.length - rightParts.length;
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Rows of each class, from one label (index into `classes`) per row. */
export function countClasses(
  classes: readonly string[],
  labels: Int32Array,
): readonly ClassCount[] {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return classes.map((name, label) => ({ name, count: counts[label] ?? 0 }));
}

/** A warning when the largest class has at least ten times the rows of the smallest. */
export function imbalanceWarning(counts: readonly ClassCount[]): readonly PreviewWarning[] {
  const [smallest, ...others] = counts.toSorted((left, right) => left.count - right.count);
  const largest = others.at(-1);
  if (smallest === undefined || largest === undefined) return [];
  const ratio = largest.count / smallest.count;
  if (ratio < IMBALANCE_RATIO) return [];
  return [{ kind: 'class-imbalance', largest: largest.name, smallest: smallest.name, ratio }];
}
