import { equalWeights } from '../../app/metrics/measure.ts';
import { regressionMeasure } from '../../app/metrics/regression.ts';

/** Answers and truths of all rows in their units, [rows × values], flat. */
interface ToldRows {
  readonly outputs: Float32Array;
  readonly targets: Float32Array;
  /** How much each row counts; null where all count alike. */
  readonly weights: ArrayLike<number> | null;
}

/**
 * Measures errors anew that were measured in units that differ from row to row; those that have no unit, such as the
 * loss, stay.
 */
export function remeasured(
  measured: Readonly<Record<string, number>>,
  { outputs, targets, weights }: ToldRows,
): Record<string, number> {
  const measure = regressionMeasure({
    predicted: Float64Array.from(outputs),
    actual: Float64Array.from(targets),
  });
  const values = outputs.length;
  const perRow = weights === null ? 1 : values / weights.length;
  const counts =
    weights === null
      ? equalWeights(values)
      : Float64Array.from({ length: values }, (_, at) => weights[Math.floor(at / perRow)] ?? 0);
  const told = measure(counts);
  const anew: Readonly<Record<string, number>> = { ...told, mse: (told.rmse ?? Number.NaN) ** 2 };
  return Object.fromEntries(
    Object.entries(measured).map(([tag, value]) => [tag, anew[tag] ?? value]),
  );
}
