import type { Dataset } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { RunScores, Scores } from '../../runs/run-scores.ts';
import { readManifest } from '../../shards/manifest.ts';
import type { Context } from '../context.ts';
import type { FoldGroup } from './fold-group.ts';

/** What models say of rows that they had not trained on, in the order of the source. */
export type OutOfFold = { readonly rows: Uint32Array } & (
  | {
      readonly target: 'class';
      readonly labels: Int32Array;
      /** [rows × classes], flat. */
      readonly probabilities: Float32Array;
    }
  /** Both in the target's unit. */
  | { readonly target: 'number'; readonly given: Float64Array; readonly predicted: Float64Array }
);

interface Said {
  readonly row: number;
  /** Class, or number in the target's unit. */
  readonly given: number;
  /** Of each class, or the one number in the target's unit. */
  readonly output: readonly number[];
}

/** Asks each run of a group about the fold that it was tested on. Between two of them it may be `cancelled`. */
export async function outOfFold(
  { scores, folders }: Pick<Context, 'folders'> & { readonly scores: Pick<RunScores, 'score'> },
  dataset: Dataset,
  { groupId, runs }: FoldGroup,
  onProgress: (done: number) => void,
  signal?: AbortSignal,
): Promise<Result<OutOfFold>> {
  const said: Said[] = [];
  for (const [done, detail] of runs.entries()) {
    if (signal?.aborted === true) return fail({ code: 'cancelled' });
    onProgress(done);
    const scored = await scores.score(detail, 'test');
    if (!scored.ok) return scored;
    const manifest = await readManifest(folders.dataset(detail.run.datasetId));
    if (!manifest.ok) return manifest;
    const { target } = manifest.value.recipe;
    const told =
      target.kind === 'standardize'
        ? numbersOf(scored.value, target)
        : classesOf(scored.value, dataset.classes.length);
    if (told === null) {
      const { name } = dataset;
      return fail({ code: 'labels/group-unfit', group: groupId, name, reason: 'other' });
    }
    said.push(...told);
  }
  onProgress(runs.length);
  said.sort((left, right) => left.row - right.row);
  const rows = Uint32Array.from(said, ({ row }) => row);
  if (dataset.classes.length === 0) {
    return ok({
      rows,
      target: 'number',
      given: Float64Array.from(said, ({ given }) => given),
      predicted: Float64Array.from(said, ({ output }) => output[0] ?? Number.NaN),
    });
  }
  const probabilities = new Float32Array(said.length * dataset.classes.length);
  for (const [at, { output }] of said.entries()) {
    probabilities.set(output, at * dataset.classes.length);
  }
  return ok({
    rows,
    target: 'class',
    labels: Int32Array.from(said, ({ given }) => given),
    probabilities,
  });
}

/** Null where a model tells no classes. */
function classesOf(scored: Scores, classes: number): readonly Said[] | null {
  const { width, outputs } = scored;
  if (scored.reading !== 'class' || (width !== classes && width !== 1)) return null;
  return rowsOf(scored).map(({ row, at, given }) => {
    const output = [...outputs.subarray(at * width, (at + 1) * width)];
    // One probability is that of the second of two classes.
    const [second = 0] = output;
    return { row, given, output: width === 1 ? [1 - second, second] : output };
  });
}

function numbersOf(
  scored: Scores,
  { mean, stddev }: { readonly mean: number; readonly stddev: number },
): readonly Said[] | null {
  if (scored.reading !== 'value') return null;
  const inUnit = (value: number) => value * stddev + mean;
  return rowsOf(scored).map(({ row, at, given }) => ({
    row,
    given: inUnit(given),
    output: [inUnit(scored.outputs[at * scored.width] ?? Number.NaN)],
  }));
}

function rowsOf({ sourceRows, targets, targetWidth }: Scores) {
  return Array.from(sourceRows, (row, at) => ({
    row,
    at,
    given: targets[at * targetWidth] ?? Number.NaN,
  }));
}
