import { join } from 'node:path';
import type { Split } from '../../app/dataset/dataset.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { TOP_ITEMS } from '../../app/metrics/top-items.ts';
import { DEFAULT_ENGINE } from '../../app/training/engines.ts';
import type { RunDetail } from '../../app/training/run.ts';
import type { HomeFolders } from '../home/home-folders.ts';
import type { Store } from '../store/open.ts';
import type { CardList } from './card-list.ts';
import { type Answer, engineAnswer } from './engine-answer.ts';
import type { StartEngine } from './engine-process.ts';
import { engineSetting, withCard } from './engine-setting.ts';

/** Model outputs over a split stay at hand for the runs looked at last. */
const KEPT_SCORES = 8;

export type Scores = Answer<'scored'>;

export interface RunScores {
  /** What the run's result says of every row of a split. */
  score(detail: RunDetail, split: Split): Promise<Result<Scores>>;
  /** How the run's result puts items in order for the users of a split. */
  rank(detail: RunDetail, split: Split): Promise<Result<Answer<'ranked'>>>;
  /** The file with the weights that are the run's result. */
  resultCheckpoint(detail: RunDetail): Result<string>;
  /** Forgets what an earlier state of the run said. */
  forget(runId: string): void;
}

/** What a card or a pack that is no longer there leaves of an engine. */
const GONE: ReadonlySet<AppError['code']> = new Set([
  'engine/runtime-missing',
  'engine/device-failed',
]);

/**
 * Scores splits in engine processes. A run's result is its best epoch by what early stopping
 * watches (`val/loss` without), or its last if early stopping says so (`restoreBest: false`).
 */
export function runScores(
  store: Store,
  folders: HomeFolders,
  startEngine: StartEngine,
  cards: Pick<CardList, 'freest'>,
): RunScores {
  const kept = new Map<string, Scores>();

  function resultCheckpoint({ run, plan }: RunDetail): Result<string> {
    const best = plan.earlyStopping?.restoreBest === false ? null : store.checkpoints.best(run.id);
    const result = best ?? store.checkpoints.latest(run.id);
    return result === null
      ? fail({ code: 'run/no-weights', run: run.name })
      : ok(join(folders.run(run.id), result.file));
  }

  async function score(detail: RunDetail, split: Split): Promise<Result<Scores>> {
    const key = `${detail.run.id}/${split}`;
    const known = kept.get(key);
    if (known !== undefined) return ok(known);
    const checkpoint = resultCheckpoint(detail);
    if (!checkpoint.ok) return checkpoint;
    const scoredBy = (engine: string) =>
      engineAnswer(
        startEngine,
        {
          kind: 'score',
          checkpoint: checkpoint.value,
          datasetFolder: folders.dataset(detail.run.datasetId),
          split,
          ...withCard(
            engineSetting(folders, store.settings.read().threads, engine),
            cards.freest()?.uuid,
          ),
        },
        'scored',
      );
    const own = await scoredBy(detail.run.engine);
    // The engine that trained may be gone since; the processor's scores every checkpoint alike.
    const isGone = !own.ok && GONE.has(own.error.code) && detail.run.engine !== DEFAULT_ENGINE;
    const scores = isGone ? await scoredBy(DEFAULT_ENGINE) : own;
    if (!scores.ok) return scores;
    kept.set(key, scores.value);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_SCORES) break;
      kept.delete(oldest);
    }
    return scores;
  }

  async function rank(detail: RunDetail, split: Split): Promise<Result<Answer<'ranked'>>> {
    const checkpoint = resultCheckpoint(detail);
    if (!checkpoint.ok) return checkpoint;
    return engineAnswer(
      startEngine,
      {
        kind: 'rank',
        checkpoint: checkpoint.value,
        datasetFolder: folders.dataset(detail.run.datasetId),
        split,
        k: TOP_ITEMS,
        threads: store.settings.read().threads,
      },
      'ranked',
    );
  }

  function forget(runId: string): void {
    for (const key of kept.keys()) if (key.startsWith(`${runId}/`)) kept.delete(key);
  }

  return { score, rank, resultCheckpoint, forget };
}
