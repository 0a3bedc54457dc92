import type { MeasuredModel } from '../../app/contract/engine.ts';
import { DEFAULT_ENGINE, type EngineId } from '../../app/training/engines.ts';
import { type Deviation, firstDeviation } from '../../app/training/loss-curve.ts';
import type { ReferenceName } from '../../app/training/reference-model.ts';
import type { EngineOutcomes } from './doctor-record.ts';

/** One measured engine beside the processor's own. */
export interface Verdict {
  /** Where its losses leave those of the processor, by model. */
  readonly deviations: Readonly<Partial<Record<ReferenceName, Deviation>>>;
  readonly isRight: boolean;
  /** Geometric mean of how many times as fast it trained each model. */
  readonly relativeSpeed: number;
}

export interface Choice {
  readonly engine: EngineId;
  readonly verdicts: Readonly<Partial<Record<EngineId, Verdict>>>;
}

/**
 * The fastest engine of those that are right: whose losses follow the processor's, which computes
 * every model as it is written.
 */
export function chooseEngine(outcomes: EngineOutcomes): Choice {
  const own = outcomes[DEFAULT_ENGINE];
  const verdicts: Partial<Record<EngineId, Verdict>> = {};
  // Without a curve to hold others against nobody can be right.
  if (!own?.ok) return { engine: DEFAULT_ENGINE, verdicts };
  let engine: EngineId = DEFAULT_ENGINE;
  for (const id of Object.keys(outcomes) as EngineId[]) {
    const outcome = outcomes[id];
    if (!outcome?.ok) continue;
    const verdict = judge(outcome.measurement.models, own.measurement.models);
    verdicts[id] = verdict;
    if (verdict.isRight && verdict.relativeSpeed > (verdicts[engine]?.relativeSpeed ?? 1)) {
      engine = id;
    }
  }
  return { engine, verdicts };
}

function judge(models: readonly MeasuredModel[], expected: readonly MeasuredModel[]): Verdict {
  const deviations: Partial<Record<ReferenceName, Deviation>> = {};
  let logarithms = 0;
  for (const right of expected) {
    const model = models.find(({ name }) => name === right.name);
    const deviation = firstDeviation(model?.losses ?? [], right.losses);
    if (deviation !== null) deviations[right.name] = deviation;
    logarithms += Math.log((model?.samplesPerSecond ?? 0) / right.samplesPerSecond);
  }
  return {
    deviations,
    isRight: Object.keys(deviations).length === 0,
    relativeSpeed: Math.exp(logarithms / Math.max(1, expected.length)),
  };
}
