import { SPLITS } from '../dataset.ts';
import type { AlikeRows } from './alike-rows.ts';
import { type AuditTable, placeOf, rowsIn, TRAIN } from './audit-table.ts';
import { type AuditExample, type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';

/** From this share of seen rows on, a score measures memory to a degree that shows in its second digit. */
const HIGH_SHARE = 0.01;
/** As many as one step of a recipe is to name. */
export const MOST_REPEATED = 10_000;

type Rows = Pick<AuditTable, 'splits' | 'sourceRows'>;

/** Rows (positions) of training, then of validation, then of test, each in the order of the source. */
export function inSplitOrder(splits: Uint8Array): readonly number[] {
  return SPLITS.flatMap((_, split) => rowsIn(splits, split));
}

/** Gathers rows of validation and test that a split before theirs has as well. */
export class Repeats {
  readonly #table: Rows;
  readonly #examples: AuditExample[] = [];
  readonly #repeated: number[] = [];
  readonly #of: number;

  constructor(table: Rows) {
    this.#table = table;
    this.#of = table.splits.reduce((sum, split) => sum + (split === TRAIN ? 0 : 1), 0);
  }

  /** @param twin its place in a split before */
  add(twin: number, at: number, value: string): void {
    this.#repeated.push(at);
    if (this.#examples.length >= MOST_EXAMPLES) return;
    const places = [twin, at].map((one) => placeOf(this.#table, one));
    this.#examples.push(example(places, value));
  }

  /** @param alike rows that are alike in this way or another */
  findings(
    kind: 'exact-duplicates' | 'near-duplicates',
    alike: AlikeRows,
  ): readonly AuditFinding[] {
    const rows = this.#repeated.length;
    if (rows === 0) return [];
    const severity = rows >= this.#of * HIGH_SHARE ? 'high' : 'medium';
    const repeated = this.#repeated.slice(0, MOST_REPEATED).map((at) => this.#sourceRow(at));
    const facts = { rows, of: this.#of, repeated, groups: this.#groups(alike) };
    return [{ kind, severity, ...facts, examples: this.#examples }];
  }

  /**
   * Groups across splits, and where there is room also those within one, which another split could part; none where they
   * are too many to name, or one across splits would fill a split by itself.
   */
  #groups(alike: AlikeRows): readonly (readonly number[])[] {
    const across = alike.groupsOf(this.#repeated);
    const sizes = SPLITS.map((_, split) => rowsIn(this.#table.splits, split).length);
    const largest = across.reduce((most, { length }) => Math.max(most, length), 0);
    if (largest > Math.min(...sizes)) return [];
    const fitting = [alike.groups(), across].find(
      (groups) => groups.reduce((sum, { length }) => sum + length, 0) <= MOST_REPEATED,
    );
    return (fitting ?? []).map((group) => group.map((at) => this.#sourceRow(at)));
  }

  #sourceRow(at: number): number {
    return this.#table.sourceRows[at] ?? 0;
  }
}
