import type { PreviewColumn, PreviewSide } from '../../../app/contract/recipes.ts';
import type { TracedColumn } from '../../../app/dataset/recipes/fit-recipe.ts';
import type { Frame, Vector } from '../../../app/dataset/recipes/frame.ts';

const SHOWN_ROWS = 8;
/** Features of one encoding that are shown. */
const MOST_FEATURES = 12;

export interface SideSum {
  readonly add: (frame: Frame) => void;
  readonly side: () => PreviewSide;
}

/** Sums a side up, frame by frame. */
export function sideOf(columns: readonly TracedColumn[]): SideSum {
  const shown = columns.flatMap((column) =>
    column.features.length > 1
      ? column.features
          .slice(0, MOST_FEATURES)
          .map((name, place) => ({ name, from: column.name, place, type: column.type }))
      : [
          {
            name: column.features[0] ?? column.name,
            from: column.name,
            place: 0,
            type: column.type,
          },
        ],
  );
  const cells = shown.map((): (number | string | null)[] => []);
  return {
    add: (frame) => {
      for (const [at, { from, place }] of shown.entries()) {
        const vector = frame.columns.get(from);
        for (let row = 0; row < frame.rows; row += 1) {
          cells[at]?.push(vector === undefined ? null : cellOf(vector, row, place));
        }
      }
    },
    side: () => ({
      columns: shown.map(({ name, type }, at) => summarise(name, type, cells[at] ?? [])),
      rows: Array.from({ length: Math.min(SHOWN_ROWS, cells[0]?.length ?? 0) }, (_, row) =>
        shown.map(({ type }, at) => told(type, cells[at]?.[row] ?? null)),
      ),
    }),
  };
}

/** Dates as people read them. */
function told(type: TracedColumn['type'], cell: number | string | null): number | string | null {
  if (type !== 'datetime' || typeof cell !== 'number') return cell;
  return new Date(cell).toISOString().replace('T', ' ').replace('.000Z', '');
}

function cellOf(vector: Vector, row: number, place: number): number | string | null {
  switch (vector.kind) {
    case 'numbers': {
      const value = vector.values[row] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    }
    case 'texts':
      return vector.values[row] ?? null;
    case 'switches':
      return vector.codes[row] === place ? 1 : 0;
    case 'sparse': {
      const { starts, at, values } = vector;
      for (let index = starts[row] ?? 0; index < (starts[row + 1] ?? 0); index += 1) {
        if (at[index] === place) return values[index] ?? 0;
      }
      return 0;
    }
  }
}

function summarise(
  name: string,
  type: TracedColumn['type'],
  cells: readonly (number | string | null)[],
): PreviewColumn {
  const present = cells.filter((cell) => cell !== null);
  const missing = cells.length - present.length;
  const numbers = present.filter((cell) => typeof cell === 'number');
  if (type === 'datetime' || numbers.length < present.length || numbers.length === 0) {
    return { name, type, missing, distinct: new Set(present).size };
  }
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    name,
    type,
    missing,
    minimum: numbers.reduce((least, value) => Math.min(least, value)),
    maximum: numbers.reduce((most, value) => Math.max(most, value)),
    mean,
    stddev: Math.sqrt(squares / numbers.length),
  };
}
