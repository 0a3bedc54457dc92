import { fitsDataset } from '../architecture/fits-dataset.ts';
import { modelWeights } from '../compiler/model-weights.ts';
import { ok, type Result } from '../errors.ts';
import type { ExportFormat } from './export-formats.ts';
import type { ModelSheet } from './model-sheet.ts';
import { exportOnnx, type TrainedModel } from './onnx/export-onnx.ts';
import { encodeSafetensors } from './safetensors.ts';

/** A file of a format, and what goes into the model in it and comes out; nothing where it holds weights alone. */
export interface ExportedModel extends Pick<ModelSheet, 'takes' | 'inputs' | 'outputs'> {
  readonly bytes: Uint8Array;
}

/**
 * A trained model in a format that other programs read.
 * @param metadata what the file tells of itself
 * @returns the model's first fault where it does not fit the data
 */
export function exportModel(
  trained: TrainedModel,
  format: ExportFormat,
  metadata: Readonly<Record<string, string>>,
): Result<ExportedModel> {
  return format === 'onnx' ? exportOnnx(trained, metadata) : exportWeights(trained, metadata);
}

/** Weights and statistics by name, in Keras' layouts, with the model's spec. */
function exportWeights(
  { model, data, loss, weights }: TrainedModel,
  metadata: Readonly<Record<string, string>>,
): Result<ExportedModel> {
  const fitted = fitsDataset(model, data, loss);
  if (!fitted.ok) return fitted;
  const named = modelWeights(fitted.value).map(({ name, shape }) => {
    const values = weights[name];
    if (values === undefined) throw new Error(`There are no values of ${name}`);
    return { name, shape, values };
  });
  const bytes = encodeSafetensors(named, { ...metadata, model: JSON.stringify(model) });
  return ok({ bytes, takes: 'prepared', inputs: [], outputs: [] });
}
