/** How numbers of a series are brought to a like size, one of each column that a window holds. */
export interface SeriesScale {
  /** x is read as (x − mean) / stddev, whatever the scaling takes for them. */
  readonly means: readonly number[];
  readonly stddevs: readonly number[];
}

/** Scales of series of their own, by the series' names. */
export interface SeriesScales {
  readonly ids: readonly string[];
  /** [series][columns] */
  readonly means: readonly (readonly number[])[];
  readonly stddevs: readonly (readonly number[])[];
}

/** What of a fitted series says how it is scaled. */
export interface ScaledSeries extends SeriesScale {
  readonly each?: SeriesScales | undefined;
}

/** @returns tells the scale of a series by its name: its own, or that of all together where training does not know it */
export function openScales(series: ScaledSeries): (name: string | null) => SeriesScale {
  const { each } = series;
  const places = new Map(each?.ids.map((id, at) => [id, at]));
  return (name) => {
    const at = name === null ? undefined : places.get(name);
    const [means, stddevs] = at === undefined ? [] : [each?.means[at], each?.stddevs[at]];
    return means === undefined || stddevs === undefined ? series : { means, stddevs };
  };
}

/** Numbers of a row's unit: the mean and the deviation of its target. */
export const UNIT_NUMBERS = 2;

/**
 * Turns rows of scaled values into the unit of each row, in place.
 * @param values [rows × width], flat
 * @param units  [rows × `UNIT_NUMBERS`]
 */
export function intoUnits(values: Float32Array, width: number, units: ArrayLike<number>): void {
  for (let at = 0; at < values.length; at += 1) {
    const unit = Math.floor(at / width) * UNIT_NUMBERS;
    values[at] = (values[at] ?? Number.NaN) * (units[unit + 1] ?? 1) + (units[unit] ?? 0);
  }
}
