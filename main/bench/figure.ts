/** One figure of the benchmark beside what it must reach. */
export interface Figure {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly unit: 'fraction' | 'ms' | 's' | 'MB';
  readonly target: { readonly kind: 'at-least' | 'below'; readonly value: number };
  /** What the figure was worked out from, for the record. */
  readonly detail: Readonly<Record<string, number>>;
}

/** A figure that could not be taken, with the reason. */
export interface Omission {
  readonly id: string;
  readonly label: string;
  readonly reason: string;
}

export function isMet({ value, target }: Figure): boolean {
  return target.kind === 'at-least' ? value >= target.value : value < target.value;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** `86.2 %`, `12.3 ms`, `0.123 s`, `512 MB`. */
export function quantityText(value: number, unit: Figure['unit']): string {
  switch (unit) {
    case 'fraction':
      return `${(value * 100).toFixed(1)} %`;
    case 'ms':
      return `${value.toFixed(1)} ms`;
    case 's':
      return `${value.toFixed(3)} s`;
    case 'MB':
      return `${value.toFixed(0)} MB`;
  }
}
