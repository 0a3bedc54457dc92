import { ANY_BATCH } from '../../compiler/onnx/any-batch.ts';
import type { GraphWriter } from '../../compiler/onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxValueInfo } from '../../compiler/onnx/model.ts';
import type { FittedSeries } from '../../dataset/recipe.ts';
import type { RowUnit } from './answers.ts';
import { Arithmetic } from './arithmetic.ts';
import { writeCodes } from './codes.ts';

/** A window of a series on its way into a model. */
interface WrittenSeries {
  /** float32 [batch, window, values] */
  readonly features: string;
  /** Which series it is of, string [batch, 1]; null where all are scaled alike. */
  readonly id: OnnxValueInfo | null;
  readonly unit: RowUnit | undefined;
}

/**
 * Writes how a window is scaled: as its series is, or as all together are, where each is not scaled by itself and for
 * a series that training does not know.
 * @param name of the window, float64 [batch, window, values]
 * @param free makes a name that the graph does not have yet
 */
export function writeSeries(
  { id, values, target, means, stddevs, each }: FittedSeries,
  name: string,
  free: (name: string) => string,
  writer: GraphWriter,
): WrittenSeries {
  const sums = new Arithmetic(writer);
  const scaled = (mean: string, stddev: string) =>
    sums.cast(sums.divide(sums.subtract(name, mean), stddev), 'float32');
  if (each === undefined || id === null) {
    const row = (numbers: readonly number[]) => sums.constant(numbers, [1, 1, numbers.length]);
    return { features: scaled(row(means), row(stddevs)), id: null, unit: undefined };
  }
  const asked = free(id);
  const column = { kind: 'texts', name: asked, filling: null } as const;
  // Numbered from 1 on: first in the tables is the scale of all together.
  const place = writeCodes(column, each.ids, { missing: -1, unknown: -1 }, writer);
  const number = writer.node('Add', [place, writer.constant([1], 'int64', [])]);
  const table = (all: readonly number[], own: SeriesNumbers) =>
    sums.constant([all, ...own].flat(), [1 + own.length, values.length]);
  const own1 = values.indexOf(target);
  const ofTarget = (all: readonly number[], own: SeriesNumbers) =>
    sums.constant(
      [all, ...own].map((numbers) => numbers[own1] ?? 0),
      [1 + own.length],
    );
  const gather = (from: string) => writer.node('Gather', [from, number]);
  return {
    features: scaled(gather(table(means, each.means)), gather(table(stddevs, each.stddevs))),
    id: { name: asked, elementType: ELEMENT_TYPES.string, dims: [ANY_BATCH, 1] },
    unit: {
      mean: gather(ofTarget(means, each.means)),
      stddev: gather(ofTarget(stddevs, each.stddevs)),
    },
  };
}

type SeriesNumbers = readonly (readonly number[])[];
