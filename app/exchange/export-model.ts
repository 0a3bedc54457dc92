import { fitsDataset } from '../architecture/fits-dataset.ts';
import { modelWeights } from '../compiler/model-weights.ts';
import { ok, type Result } from '../errors.ts';
import { EXPORT_SUFFIXES, type ExportFormat } from './export-formats.ts';
import { kerasProgram } from './keras/keras-program.ts';
import type { ExportedPart, ModelSheet } from './model-sheet.ts';
import { exportOnnx, type TrainedModel } from './onnx/export-onnx.ts';
import { FEATURES_SUFFIX, featuresProgram } from './python/features-program.ts';
import { type RawInput, rawInput } from './python/raw-input.ts';
import { encodeSafetensors } from './safetensors.ts';
import { tokenizerFiles } from './tokenizers/tokenizer-files.ts';

/** Files of a format, and what goes into the model in them and comes out; nothing where they hold weights alone. */
export interface ExportedModel
  extends Pick<ModelSheet, 'takes' | 'inputs' | 'outputs' | 'tokenizers'> {
  readonly parts: readonly ExportedPart[];
}

/** What the files are made of besides the model. */
export interface ExportMeans {
  /** What the files are to tell of themselves. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Python code of the layers of KerasHub. */
  readonly hubLayers: string;
  /** Python code of the operations on tables. */
  readonly tableFeatures: string;
}

type Export = (
  trained: TrainedModel,
  means: ExportMeans,
) => Result<Omit<ExportedModel, 'tokenizers'>>;

const EXPORTS: Readonly<Record<ExportFormat, Export>> = {
  onnx: (trained, { metadata, tableFeatures }) => {
    const exported = exportOnnx(trained, metadata);
    if (!exported.ok) return exported;
    const { bytes, ...ends } = exported.value;
    const parts: ExportedPart[] = [{ suffix: '', content: bytes }];
    const { recipe, data } = trained;
    // What ONNX has no operators for: words of texts in tables, and bringing pictures to one size.
    const isTable = ends.takes === 'prepared' && recipe.table !== null;
    if (isTable || data.input.kind === 'image') {
      const raw = rawInput(recipe, data.input, tableFeatures, FEATURES_SUFFIX);
      parts.push({ suffix: FEATURES_SUFFIX, content: featuresProgram(raw) });
    }
    return ok({ ...ends, parts });
  },
  safetensors: (trained, means) => {
    const weights = weightsFile(trained, means);
    return weights.ok ? ok(prepared([{ suffix: '', content: weights.value }])) : weights;
  },
  'python-keras': (trained, means) => {
    const weights = weightsFile(trained, means);
    if (!weights.ok) return weights;
    const fitted = fitsDataset(trained.model, trained.data, trained.loss);
    if (!fitted.ok) return fitted;
    const weightsSuffix = EXPORT_SUFFIXES.safetensors;
    const raw = rawInput(trained.recipe, trained.data.input, means.tableFeatures);
    const program = kerasProgram({
      model: trained.model,
      fitted: fitted.value,
      isTokens: trained.data.input.kind === 'tokens',
      about: aboutLines(trained.model.name, raw, means),
      weightsSuffix,
      hubLayers: means.hubLayers,
      raw,
    });
    const parts = [
      { suffix: '', content: program },
      { suffix: weightsSuffix, content: weights.value },
    ];
    return ok({ ...prepared(parts), takes: raw.code.length > 0 ? 'raw' : 'prepared' });
  },
};

/**
 * A trained model in a format that other programs read, with the files that make tokens of its texts.
 * @returns the model's first fault where it does not fit the data
 */
export function exportModel(
  trained: TrainedModel,
  format: ExportFormat,
  means: ExportMeans,
): Result<ExportedModel> {
  const exported = EXPORTS[format](trained, means);
  if (!exported.ok) return exported;
  const { parts, tokenizers } = tokenizerFiles(trained.recipe);
  return ok({ ...exported.value, parts: [...exported.value.parts, ...parts], tokenizers });
}

function prepared(parts: readonly ExportedPart[]): Omit<ExportedModel, 'tokenizers'> {
  return { parts, takes: 'prepared', inputs: [], outputs: [] };
}

/** Weights and statistics by name, in Keras' layouts, with the model's spec. */
function weightsFile(
  { model, data, loss, weights }: TrainedModel,
  { metadata }: ExportMeans,
): Result<Uint8Array> {
  const fitted = fitsDataset(model, data, loss);
  if (!fitted.ok) return fitted;
  const named = modelWeights(fitted.value).map(({ name, shape }) => {
    const values = weights[name];
    if (values === undefined) throw new Error(`There are no values of ${name}`);
    return { name, shape, values };
  });
  return ok(encodeSafetensors(named, { ...metadata, model: JSON.stringify(model) }));
}

/** What a program says of itself; it is run under any name. */
function aboutLines(
  model: string,
  { code, about }: RawInput,
  { metadata }: ExportMeans,
): readonly string[] {
  const given = code.length > 0 ? 'features(raw)' : 'features';
  return [
    `${model}: a model that Hearth has trained, for Keras 3.`,
    '',
    "Run it to see the model; with --save FILE.keras it is saved in Keras' own format. From a program:",
    '',
    '    model = load(build())',
    `    answers = model.predict(split(${given}))`,
    '',
    about,
    '',
    ...Object.entries(metadata).map(([key, value]) => `${key}: ${value}`),
  ];
}
