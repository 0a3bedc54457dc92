import type { Split } from '../dataset.ts';
import type { SplitSpec } from '../recipes/recipe-spec.ts';

/** How much a finding may change what a score means: high makes scores untrue, low is worth a look. */
export const SEVERITIES = ['high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where an example stands. */
export interface AuditPlace {
  readonly split: Split;
  /** Row in the source, from 0. */
  readonly row: number;
}

/** Rows that show a finding; duplicates stand together. */
export interface AuditExample {
  readonly places: readonly AuditPlace[];
  /** What stands there, cut short; empty for images. */
  readonly value: string;
  /** PNG data URLs, one for each place; empty unless they are images. */
  readonly images: readonly string[];
}

/** Enough to see what is meant, few enough to read. */
export const MOST_EXAMPLES = 5;
const LONGEST_VALUE = 120;

export function example(places: readonly AuditPlace[], value: string): AuditExample {
  const cut = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  return { places, value: cut, images: [] };
}

type Found<Kind extends string, Facts> = {
  readonly kind: Kind;
  readonly severity: Severity;
  readonly examples: readonly AuditExample[];
} & Facts;

interface OfColumn {
  readonly column: string;
}

/** Rows of validation and test that a split before theirs has as well: training, or of test rows validation. */
interface Seen {
  readonly rows: number;
  /** Rows of validation and test that were looked at. */
  readonly of: number;
  /** Those rows in the source, from 0; the first of them where they are many. */
  readonly repeated: readonly number[];
  /**
   * Rows of the source that are alike, one list for each group: those across splits, and where there is room also those
   * within one. Empty where they are too many to name, or one across splits would fill a split.
   */
  readonly groups: readonly (readonly number[])[];
}

/** What of a column was looked at: its values, how long its texts are, how its pictures look, what is marked in them. */
export const ASPECTS = ['value', 'length', 'brightness', 'contrast', 'boxes'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** Where a column differs most: by its median, or by the share of one of its values. */
export type Difference =
  | { readonly by: 'median'; readonly train: number; readonly other: number }
  /** Medians of dates, as ISO 8601 has a day. */
  | { readonly by: 'date'; readonly train: string; readonly other: string }
  | {
      readonly by: 'share';
      readonly value: string;
      readonly train: number;
      readonly other: number;
    };

/** One thing that an audit found. */
export type AuditFinding =
  | Found<'exact-duplicates', Seen>
  | Found<'near-duplicates', Seen>
  | Found<'target-copy', OfColumn>
  /** `score`: accuracy on rows not fitted on for classes, |correlation| for numbers. */
  | Found<
      'target-leak',
      OfColumn & {
        readonly score: number;
        readonly target: 'class' | 'number';
        /** Of texts: a word that alone tells this class from all others. */
        readonly word?: string | undefined;
        readonly of?: string | undefined;
      }
    >
  /** `ahead`: rows later, 0 for dates; `score`: share of rows, or |correlation| of changes where it leads. */
  | Found<
      'future-column',
      OfColumn & {
        readonly how: 'later-date' | 'later-target' | 'leads';
        readonly ahead: number;
        readonly score: number;
      }
    >
  | Found<'identifier', OfColumn>
  | Found<
      'class-imbalance',
      { readonly largest: string; readonly smallest: string; readonly ratio: number }
    >
  /** `used`: whether it became a feature all the same. */
  | Found<'constant', OfColumn & { readonly used: boolean }>
  | Found<
      'out-of-range',
      OfColumn & {
        readonly rows: number;
        readonly low: number;
        readonly high: number;
        /** Those rows in the source, from 0; the first of them where they are many. */
        readonly outside: readonly number[];
      }
    >
  /** Between training and another split, in [0, 1]: Kolmogorov–Smirnov or total variation distance. */
  | Found<
      'drift',
      OfColumn & {
        readonly aspect: Aspect;
        readonly split: Split;
        readonly difference: Difference;
        readonly distance: number;
        readonly threshold: number;
        readonly measure: 'kolmogorov-smirnov' | 'total-variation';
      }
    >;

/** What an audit looked for. */
export const AUDIT_CHECKS = [
  'exact-duplicates',
  'near-duplicates',
  'target-copy',
  'target-leak',
  'future-column',
  'identifier',
  'class-imbalance',
  'constant',
  'out-of-range',
  'drift',
] as const satisfies readonly AuditFinding['kind'][];
export type AuditCheck = (typeof AUDIT_CHECKS)[number];

/** What stands in the way of a score that can be trusted, worst first. */
export interface AuditReport {
  readonly dataset: string;
  /** Rows looked at, of all. */
  readonly checkedRows: number;
  readonly totalRows: number;
  readonly checks: readonly AuditCheck[];
  /** How rows were dealt out; null where no recipe says it, as of pictures that stand as they were imported. */
  readonly split: SplitSpec | null;
  readonly findings: readonly AuditFinding[];
}

export function worstFirst(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  const rank = ({ severity, kind }: AuditFinding) =>
    SEVERITIES.indexOf(severity) * AUDIT_CHECKS.length + AUDIT_CHECKS.indexOf(kind);
  return findings.toSorted((left, right) => rank(left) - rank(right));
}
