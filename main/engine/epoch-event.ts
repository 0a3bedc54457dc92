import type { EngineEvent } from '../../app/contract/engine.ts';
import type { FinishedEpoch } from './checkpoint.ts';
import type { SavedCheckpoints } from './checkpoint-folder.ts';

/** How the host hears of a finished epoch, with a point for each of its metrics. */
export function epochEvent(
  { report, wallTimeMs }: FinishedEpoch,
  saved: SavedCheckpoints,
): EngineEvent {
  const { epoch, step, metrics } = report;
  const points = Object.entries(metrics).map(([tag, value]) => ({
    tag,
    step,
    epoch,
    value,
    wallTimeMs,
  }));
  return { kind: 'epoch', report, points, ...saved };
}
