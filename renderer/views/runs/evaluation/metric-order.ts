/** The measures one looks at first; others follow as they come, loss last. */
const FIRST: readonly string[] = [
  'bleu',
  'chrf',
  'exact-match',
  'map@.5',
  'map@.5:.95',
  'ndcg@10',
  'recall@10',
  'hit-rate@10',
  'mrr@10',
  'coverage@10',
  'accuracy',
  'accuracy/top-3',
  'f1/macro',
  'mae',
  'rmse',
  'r2',
];

export function metricOrder(names: readonly string[]): readonly string[] {
  const first = FIRST.filter((name) => names.includes(name));
  const others = names.filter((name) => !FIRST.includes(name) && name !== 'loss');
  return [...first, ...others, ...(names.includes('loss') ? ['loss'] : [])];
}
