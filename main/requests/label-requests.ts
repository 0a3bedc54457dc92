import { type Context, freshId, type HandlersOf } from './context.ts';
import { compareLabels } from './labels/compare-labels.ts';
import { correctLabels } from './labels/correct-labels.ts';
import { findLabels } from './labels/find-labels.ts';
import { retrainLabels } from './labels/retrain-labels.ts';

/** Requests about labels that look wrong. */
export function labelRequests(context: Context): HandlersOf<'labels'> {
  const { hub, queue, preparations } = context;
  return {
    'labels.find': (query) => findLabels(context, query),
    'labels.correct': (query) => correctLabels(context, query),
    'labels.retrain': async ({ dataset, token = freshId('start') }) => {
      const runs = await preparations.run(token, (signal) =>
        retrainLabels(context, dataset, (folds) => ({
          onProgress: (index, done, total, unit = 'rows') =>
            hub.emit('import.progress', { token, done, total, unit, fold: { index, folds } }),
          signal,
        })),
      );
      if (!runs.ok) return runs;
      for (const run of runs.value) hub.emit('run.changed', run);
      for (const run of runs.value) queue.add(run.id);
      return runs;
    },
    'labels.compare': ({ dataset }) => compareLabels(context, dataset),
  };
}
