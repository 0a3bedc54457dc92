import type { ReadType } from './recipe-steps.ts';

/** `encoded` columns are features for good: no later step takes them. */
export type FrameType = ReadType | 'encoded';

/** One column of some rows. */
export type Vector =
  /** NaN where missing; dates are milliseconds since 1970-01-01 UTC. */
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  | {
      readonly kind: 'texts';
      readonly values: readonly (string | null)[];
      /** The same by their places in a list, where many are alike. */
      readonly coded?: CodedTexts | undefined;
    }
  /** One of `width` switches is on, or none (-1). */
  | { readonly kind: 'switches'; readonly codes: Int32Array; readonly width: number }
  /** Row r holds `values[i]` at place `at[i]` for i from `starts[r]` below `starts[r + 1]`. */
  | {
      readonly kind: 'sparse';
      readonly starts: Uint32Array;
      readonly at: readonly number[];
      readonly values: readonly number[];
      readonly width: number;
    };

/** Texts of which many are alike: row r holds `texts[codes[r]]`. */
export interface CodedTexts {
  readonly codes: Uint16Array;
  readonly texts: readonly (string | null)[];
}

/** A column of such texts, each row's own only where somebody asks for them. */
export function codedVector(coded: CodedTexts): Extract<Vector, { kind: 'texts' }> {
  let values: readonly (string | null)[] | null = null;
  return {
    kind: 'texts',
    coded,
    get values() {
      values ??= Array.from(coded.codes, (code) => coded.texts[code] ?? null);
      return values;
    },
  };
}

/** Some rows of some columns, by name. */
export interface Frame {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Vector>;
}

/** A column as steps see it. */
export interface FrameColumn {
  readonly name: string;
  readonly type: FrameType;
}

/** The numbers of a column that must hold numbers. */
export function numbersOf(vector: Vector): Float64Array {
  if (vector.kind !== 'numbers') throw new Error(`Numbers expected, ${vector.kind} found`);
  return vector.values;
}

/** The texts of a column that must hold texts. */
export function textsOf(vector: Vector): readonly (string | null)[] {
  if (vector.kind !== 'texts') throw new Error(`Texts expected, ${vector.kind} found`);
  return vector.values;
}

/** Whether a row of a column has no value. */
export function isMissing(vector: Vector, row: number): boolean {
  switch (vector.kind) {
    case 'numbers':
      return Number.isNaN(vector.values[row]);
    case 'texts':
      return vector.values[row] === null;
    default:
      return false;
  }
}
