import { fail, ok, type Result } from '../../errors.ts';

/** A lower-triangular matrix, row by row: `[r, c]` is at `r · size + c`. */
export interface Triangle {
  readonly size: number;
  readonly values: Float64Array;
}

/**
 * Lower triangle L with L · Lᵀ = the correlations (Cholesky). L times independent normal numbers is normal with those
 * correlations: the Gaussian copula, once each is turned into its input's own law.
 * @param correlations square, symmetric, ones on the diagonal
 * @returns `cost/correlation-impossible` with the first row that no set of inputs can have
 */
export function choleskyOf(correlations: readonly (readonly number[])[]): Result<Triangle> {
  const size = correlations.length;
  const values = new Float64Array(size * size);
  for (const [row, cells] of correlations.entries()) {
    if (cells.length !== size || cells[row] !== 1) return impossible(row + 1);
    for (let column = 0; column <= row; column += 1) {
      const cell = cells[column] ?? Number.NaN;
      if (cell !== correlations[column]?.[row]) return impossible(row + 1);
      let rest = cell;
      for (let before = 0; before < column; before += 1) {
        rest -= (values[row * size + before] ?? 0) * (values[column * size + before] ?? 0);
      }
      if (column < row) {
        values[row * size + column] = rest / (values[column * size + column] ?? 1);
      } else if (rest > SMALLEST_PIVOT) {
        values[row * size + row] = Math.sqrt(rest);
      } else {
        return impossible(row + 1);
      }
    }
  }
  return ok({ size, values });
}

/** Of a row's variance, what the rows before it must leave open; less is rounding. */
const SMALLEST_PIVOT = 1e-12;

function impossible(row: number) {
  return fail({ code: 'cost/correlation-impossible', row });
}

/**
 * Correlates standard normal numbers, in place.
 * @param columns a column of `count` numbers for each row of the triangle
 */
export function correlate(triangle: Triangle, columns: readonly Float64Array[]): void {
  const { size, values } = triangle;
  // From the last row up: each needs only the untouched ones before it.
  for (let row = size - 1; row >= 0; row -= 1) {
    const target = columns[row];
    if (target === undefined) throw new Error('A column is missing');
    const own = values[row * size + row] ?? 0;
    for (let at = 0; at < target.length; at += 1) target[at] = own * (target[at] ?? 0);
    for (let before = 0; before < row; before += 1) {
      const factor = values[row * size + before] ?? 0;
      const other = columns[before];
      if (other === undefined || factor === 0) continue;
      for (let at = 0; at < target.length; at += 1) {
        target[at] = (target[at] ?? 0) + factor * (other[at] ?? 0);
      }
    }
  }
}
