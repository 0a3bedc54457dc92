import type { DoubtedRow, LabelReport } from '../../../../app/dataset/audit/labels/label-report.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';

/** What is to become of a doubted row. */
export type Verdict = 'keep' | 'relabel' | 'exclude';

interface Decision {
  readonly verdict: Verdict;
  /** Class or number that it is to have. */
  readonly to: string;
}

/** Rows that are shown at a time. */
const PAGE = 50;

/** Doubted labels of a dataset, and what a person decides about each. */
export class LabelAudit {
  report = $state.raw<LabelReport | null>(null);
  failure = $state.raw<AppError | null>(null);
  /** Folds that were asked, while they are. */
  judging = $state.raw<{ readonly done: number; readonly total: number | null } | null>(null);
  decisions = $state.raw<ReadonlyMap<number, Decision>>(new Map());

  readonly #bridge: Bridge;
  #token = '';
  readonly #dataset: string;

  constructor(bridge: Bridge, dataset: string) {
    this.#bridge = bridge;
    this.#dataset = dataset;
  }

  get relabelled(): number {
    return this.#count('relabel');
  }

  get excluded(): number {
    return this.#count('exclude');
  }

  /** Asks the models of the latest cross-validation; once more with `more`, for further rows. */
  async judge(more = false): Promise<void> {
    const token = crypto.randomUUID();
    this.#token = token;
    this.failure = null;
    this.judging = { done: 0, total: null };
    const leave = this.#bridge.subscribe('labels.progress', (progress) => {
      if (progress.token === token) this.judging = progress;
    });
    const known = more ? this.report : null;
    const judged = await this.#bridge.request('labels.find', {
      dataset: this.#dataset,
      group: known?.group ?? null,
      offset: known?.doubted.length ?? 0,
      limit: PAGE,
      token,
    });
    leave();
    this.judging = null;
    if (!judged.ok) {
      this.failure = judged.error.code === 'cancelled' ? null : judged.error;
      return;
    }
    const doubted = [...(known?.doubted ?? []), ...judged.value.doubted];
    this.report = { ...judged.value, doubted };
  }

  /** Ends what is asked, after the fold that is asked now. */
  cancel(): void {
    void this.#bridge.request('datasets.cancel-import', { token: this.#token });
  }

  decisionOf(row: DoubtedRow): Decision {
    return this.decisions.get(row.row) ?? { verdict: 'keep', to: row.suggested };
  }

  decide(row: DoubtedRow, verdict: Verdict): void {
    this.#set(row, { ...this.decisionOf(row), verdict });
  }

  /** Another label than the suggested one is meant to be taken. */
  choose(row: DoubtedRow, to: string): void {
    this.#set(row, { verdict: to === row.given ? 'keep' : 'relabel', to });
  }

  /** Takes what is suggested for every row that is shown and not decided yet. */
  takeAll(): void {
    const decisions = new Map(this.decisions);
    for (const row of this.report?.doubted ?? []) {
      if (!decisions.has(row.row)) {
        decisions.set(row.row, { verdict: 'relabel', to: row.suggested });
      }
    }
    this.decisions = decisions;
  }

  clear(): void {
    this.decisions = new Map();
  }

  /** Prepares the corrected dataset. */
  async correct(name: string, token: string): Promise<Dataset | AppError> {
    const { report } = this;
    if (report === null) throw new Error('Nothing was judged');
    const decided = [...this.decisions];
    const corrected = await this.#bridge.request('labels.correct', {
      dataset: report.dataset,
      group: report.group,
      name: name.trim(),
      relabel: decided.flatMap(([row, { verdict, to }]) =>
        verdict === 'relabel' ? [{ row, to: to.trim() }] : [],
      ),
      exclude: decided.flatMap(([row, { verdict }]) => (verdict === 'exclude' ? [row] : [])),
      token,
    });
    return corrected.ok ? corrected.value : corrected.error;
  }

  #set({ row }: DoubtedRow, decision: Decision): void {
    this.decisions = new Map(this.decisions).set(row, decision);
  }

  #count(verdict: Verdict): number {
    return [...this.decisions.values()].filter((one) => one.verdict === verdict).length;
  }
}
