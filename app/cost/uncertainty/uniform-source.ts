/** Points in the unit cube, taken in order; the same seed gives the same points. */
export interface UniformSource {
  /** Coordinates of a point. */
  readonly dimensions: number;
  /**
   * The next `count` points, a column for each coordinate: `columns[dimension · count + point]`, each in (0, 1).
   * @param columns at least `dimensions · count` long
   */
  fill(columns: Float64Array, count: number): void;
}
