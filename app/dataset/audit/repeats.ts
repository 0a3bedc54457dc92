import { type AuditTable, placeOf } from './audit-table.ts';
import { type AuditExample, type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';

/** From this share of seen rows on, a score measures memory to a degree that shows in its second digit. */
const HIGH_SHARE = 0.01;
/** As many as one step of a recipe is to name. */
export const MOST_REPEATED = 10_000;

/** Gathers rows of validation and test that training has as well. */
export class Repeats {
  readonly #table: Pick<AuditTable, 'splits' | 'sourceRows'>;
  readonly #examples: AuditExample[] = [];
  readonly #repeated: number[] = [];
  #rows = 0;
  #of = 0;

  constructor(table: Pick<AuditTable, 'splits' | 'sourceRows'>) {
    this.#table = table;
  }

  /** A row of validation or test was looked at. */
  look(): void {
    this.#of += 1;
  }

  /** @param twin its place in training */
  add(twin: number, at: number, value: string): void {
    this.#rows += 1;
    const places = [twin, at].map((one) => placeOf(this.#table, one));
    if (this.#repeated.length < MOST_REPEATED) {
      this.#repeated.push(this.#table.sourceRows[at] ?? 0);
    }
    if (this.#examples.length < MOST_EXAMPLES) this.#examples.push(example(places, value));
  }

  findings(kind: 'exact-duplicates' | 'near-duplicates'): readonly AuditFinding[] {
    if (this.#rows === 0) return [];
    const severity = this.#rows >= this.#of * HIGH_SHARE ? 'high' : 'medium';
    const facts = { rows: this.#rows, of: this.#of, repeated: this.#repeated };
    return [{ kind, severity, ...facts, examples: this.#examples }];
  }
}
