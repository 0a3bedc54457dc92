import type { EngineEvent } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import { addMeasures, finishMeasures, NO_SUMS } from '../../app/metrics/measures.ts';
import { inUnit } from '../../app/metrics/metric-names.ts';
import type { OpenTraining } from './open-training.ts';
import { hostStops, type RunControl } from './run-control.ts';
import type { Tensors } from './runtimes/runtime.ts';
import type { SectionClock } from './section-clock.ts';

type Metrics = Readonly<Record<string, number>>;

/**
 * Measures a model on the validation split.
 * @returns metrics as `val/…`, errors in the target's unit; none where the split is empty, and null
 *          where the host stops the run meanwhile
 */
export async function* validate(
  { valRows, inference, stddev, closes }: OpenTraining,
  state: Tensors,
  control: RunControl,
  clock: SectionClock,
): AsyncGenerator<EngineEvent, Result<Metrics | null>> {
  const { rows } = valRows;
  if (rows === 0) return ok({});
  let sums = NO_SUMS;
  for (let first = 0; first < rows; first += inference.batchSize) {
    if (yield* hostStops(control, clock)) return ok(null);
    const inputs = await valRows.take(rowRange(first, inference.batchSize, rows));
    if (!inputs.ok) return inputs;
    const after = first + inference.batchSize;
    // The last ones ask for the first ones of the next epoch's validation.
    valRows.prefetch(rowRange(after < rows ? after : 0, inference.batchSize, rows));
    const inferred = await inference.run(state, inputs.value);
    if (!inferred.ok) return inferred;
    sums = addMeasures(inference.measures, sums, inferred.value.measures);
  }
  if (closes.inference) await inference.close();
  const metrics = inUnit(finishMeasures(inference.measures, sums), stddev);
  return ok(
    Object.fromEntries(Object.entries(metrics).map(([tag, value]) => [`val/${tag}`, value])),
  );
}

/** Up to `count` rows from `first` on, of a split of `rows`. */
export function rowRange(first: number, count: number, rows: number): Int32Array {
  const length = Math.max(0, Math.min(count, rows - first));
  return Int32Array.from({ length }, (_, at) => first + at);
}
