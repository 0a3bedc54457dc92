import type { RunDetail } from '../../../../app/training/run.ts';

export interface HeadlineMetric {
  readonly tag: string;
  readonly value: number;
  /** Half of its 95 % interval, where the run was evaluated. */
  readonly halfWidth: number | null;
}

/** A run's first figures: how well it does on the test split, or on validation until then. */
const HEADLINES: readonly string[] = [
  'test/ndcg@10',
  'test/recall@10',
  'test/bleu',
  'test/exact-match',
  'test/map@.5',
  'test/accuracy',
  'test/mae',
  'val/accuracy',
  'val/mae',
  'val/loss',
];
const MOST = 2;

export function headlineMetrics({ run, evaluations }: RunDetail): readonly HeadlineMetric[] {
  const intervals = evaluations.find(({ split }) => split === 'test')?.intervals ?? {};
  return HEADLINES.flatMap((tag) => {
    const value = run.metrics[tag];
    if (value === undefined) return [];
    const interval = tag.startsWith('test/') ? intervals[tag.slice('test/'.length)] : undefined;
    const halfWidth = interval === undefined ? null : (interval[1] - interval[0]) / 2;
    return [{ tag, value, halfWidth }];
  }).slice(0, MOST);
}
