import { unpackBoxes } from '../../app/boxes/box.ts';
import { type FoundBox, unpackFound } from '../../app/boxes/decode-boxes.ts';
import type { Params, Reply } from '../../app/contract/requests.ts';
import type { Split } from '../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import {
  boxesText,
  openDecoder,
  TOLD_PROBABILITY,
  valuesText,
} from '../../app/metrics/decode-output.ts';
import { agreementOf } from '../../app/metrics/detection.ts';
import type { Prediction, ScoredRow } from '../../app/metrics/evaluation.ts';
import { reconstructionError } from '../../app/metrics/reconstruction.ts';
import { readSourceRows } from '../datasets/read-rows.ts';
import { showReconstruction } from '../datasets/show-reconstruction.ts';
import { readTensor } from '../shards/read.ts';
import type { Context } from './context.ts';
import { findRunData } from './run-data.ts';

type Verdict = Pick<
  ScoredRow,
  'sourceRow' | 'actual' | 'predicted' | 'probability' | 'found' | 'agreement' | 'error'
> & {
  readonly loss: number;
  /** What is given back of the row, where it is a row that is to be given back. */
  readonly output: Float32Array | null;
};

function predictionText({ label, text, value, values, boxes }: Prediction): string {
  if (boxes !== undefined) return boxesText(boxes);
  return label ?? text ?? (values === undefined ? String(value) : valuesText(values));
}

/** Boxes that are told. */
function likely(output: Float32Array): readonly FoundBox[] {
  return unpackFound(output).filter(({ probability }) => probability >= TOLD_PROBABILITY);
}

/**
 * Rows of a split with what the run's result says of them: unless asked otherwise the rows with the largest loss first
 * (images with boxes by how little these agree, rows that are given back by their error), since those teach most. The raw
 * values are read for the rows of the page asked for only.
 */
export async function scoredRows(
  context: Context,
  query: Params<'runs.scored'>,
): Promise<Result<Reply<'runs.scored'>>> {
  const found = await findRunData(context, query.run);
  if (!found.ok) return found;
  const { detail, dataset, folder, manifest } = found.value;
  const scored = await context.scores.score(detail, query.split);
  if (!scored.ok) return scored;

  const decoder = openDecoder(manifest.recipe);
  const { rows, width, reading, outputs, targets, targetWidth, losses, sourceRows } = scored.value;
  const givesBack = manifest.task === 'reconstruction' && reading === 'values';
  const labels = givesBack ? await keptLabels(folder, manifest, query.split) : null;
  if (labels?.ok === false) return labels;
  const verdicts: Verdict[] = [];
  for (let row = 0; row < rows; row += 1) {
    const output = outputs.subarray(row * width, (row + 1) * width);
    const said = decoder.output(output, reading);
    const truth = targets.subarray(row * targetWidth, (row + 1) * targetWidth);
    const actual = givesBack ? (labels?.value[row] ?? '') : decoder.target(truth, reading);
    const predicted = givesBack ? '' : predictionText(said);
    if (query.actual !== null && query.actual !== actual) continue;
    if (query.predicted !== null && query.predicted !== predicted) continue;
    const agreement = reading === 'boxes' ? agreementOf(likely(output), unpackBoxes(truth)) : null;
    const isRight = agreement === null ? actual === predicted : agreement === 1;
    if (query.onlyWrong && !givesBack && isRight) continue;
    const error = givesBack ? reconstructionError(truth, output) : undefined;
    verdicts.push({
      sourceRow: sourceRows[row] ?? row,
      actual,
      predicted,
      probability: said.probability,
      ...(agreement !== null && { found: said.boxes, agreement }),
      ...(error !== undefined && { error }),
      loss: error ?? losses[row] ?? 0,
      output: givesBack ? output : null,
    });
  }
  const sign = query.bestFirst === true ? -1 : 1;
  verdicts.sort(
    (left, right) =>
      sign * ((left.agreement ?? 0) - (right.agreement ?? 0) || right.loss - left.loss) ||
      left.sourceRow - right.sourceRow,
  );
  const page = verdicts.slice(query.offset, query.offset + query.limit);
  const raw = await readSourceRows(
    folder,
    dataset,
    page.map(({ sourceRow }) => sourceRow),
  );
  if (!raw.ok) return raw;
  const translated = manifest.recipe.translation?.source.column ?? null;
  const shown = page.map(async ({ loss: _, output, ...verdict }, index): Promise<ScoredRow> => {
    const row = raw.value[index];
    if (output !== null) {
      const reconstruction = await showReconstruction(manifest, output);
      const { column } = manifest.recipe.target;
      // What is kept aside is told beside it.
      const actual = row?.values?.[column ?? ''] ?? verdict.actual;
      return { ...row, ...verdict, actual, reconstruction };
    }
    const source = translated === null ? undefined : row?.values?.[translated];
    return { ...row, ...verdict, ...(typeof source === 'string' && { source }) };
  });
  return ok({ total: verdicts.length, rows: await Promise.all(shown) });
}

/** What pictures that are given back are called, where they came with labels; nothing otherwise. */
async function keptLabels(
  folder: string,
  { recipe: { target }, splits }: PreparedManifest,
  split: Split,
): Promise<Result<readonly string[]>> {
  if (target.kind !== 'label') return ok([]);
  const labels = await readTensor(folder, splits[split].target);
  if (!labels.ok) return labels;
  return ok(Array.from(labels.value, (label) => target.classes[label] ?? ''));
}
