import type { DatasetFacts } from '../../architecture/fits-dataset.ts';
import type { LossSettings } from '../../architecture/losses.ts';
import type { ModelSpec } from '../../architecture/model-spec.ts';
import { portablePrediction, type WeightValues } from '../../compiler/compile-prediction.ts';
import { ANY_BATCH } from '../../compiler/onnx/any-batch.ts';
import { encode, FEATURES } from '../../compiler/onnx/edges.ts';
import { GraphWriter } from '../../compiler/onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxGraph, type OnnxValueInfo } from '../../compiler/onnx/model.ts';
import type { FittedRecipe } from '../../dataset/recipe.ts';
import { ok, type Result } from '../../errors.ts';
import type { ExportedEdge, ExportedInput, ModelSheet } from '../model-sheet.ts';
import { type RowUnit, writeAnswers } from './answers.ts';
import { writeRatings } from './rating-columns.ts';
import { writeSeries } from './series-window.ts';
import { writeTable } from './table-columns.ts';

/** What is exported. */
export interface TrainedModel {
  readonly model: ModelSpec;
  readonly data: DatasetFacts;
  readonly loss: LossSettings;
  readonly weights: WeightValues;
  readonly recipe: FittedRecipe;
  /** What a table says of each item, [1 + items, tokens]; null where none does. */
  readonly itemTokens: ArrayLike<number> | null;
}

/** An .onnx file, and what is to be known of it. */
export interface ExportedOnnx extends Pick<ModelSheet, 'takes' | 'inputs' | 'outputs'> {
  readonly bytes: Uint8Array;
}

type OpeningInput = Pick<ExportedInput, 'holds' | 'column'> & { readonly info: OnnxValueInfo };

/** What comes before a model. */
interface Opening {
  readonly takes: ModelSheet['takes'];
  readonly inputs: readonly OpeningInput[];
  readonly unit?: RowUnit | undefined;
}

/**
 * A trained model as an ONNX file for a batch of any size, of standard operators (ONNX 1.12). As far as
 * ONNX has operators for it, the dataset's recipe is part of it on both sides: rows of a table and windows
 * of a series go in as they are, and classes and values come out in words and units.
 * @param metadata what the file tells of itself
 * @returns the model's first fault where it does not fit the data
 */
export function exportOnnx(
  { model, data, loss, weights, recipe, itemTokens }: TrainedModel,
  metadata: Readonly<Record<string, string>>,
): Result<ExportedOnnx> {
  const portable = portablePrediction(model, data, loss, weights);
  if (!portable.ok) return portable;
  const { graph, batchSize, outputShape, reading } = portable.value;
  const before = new GraphWriter('recipe');
  const taken = new Set([FEATURES, OUTPUT]);
  const free = (name: string): string => {
    const found = taken.has(name) ? free(`${name}_`) : name;
    taken.add(found);
    return found;
  };
  const opening = writeOpening({ ...recipe, itemTokens }, graph, free, before);
  const after = new GraphWriter('answer');
  const facts = { reading, shape: outputShape, recipe, unit: opening.unit };
  const outputs = writeAnswers(OUTPUT, facts, free, after);
  const sized = (info: OnnxValueInfo) => (batchSize === null ? info : forBatch(info, batchSize));
  const first = before.finish('recipe', [], []);
  const last = after.finish('answer', [], []);
  const whole: OnnxGraph = {
    name: model.name,
    nodes: [...first.nodes, ...graph.nodes, ...last.nodes],
    initializers: [...first.initializers, ...graph.initializers, ...last.initializers],
    inputs: opening.inputs.map(({ info }) => sized(info)),
    outputs: outputs.map(sized),
  };
  return ok({
    bytes: encode(whole, metadata),
    takes: opening.takes,
    inputs: opening.inputs.map(({ info, ...held }) => ({ ...edgeOf(sized(info)), ...held })),
    outputs: whole.outputs.map(edgeOf),
  });
}

const OUTPUT = 'output';

/** Writes what makes features of raw input; where that cannot be, features are the input. */
function writeOpening(
  { table, series, ratings, itemTokens }: FittedRecipe & Pick<TrainedModel, 'itemTokens'>,
  graph: OnnxGraph,
  free: (name: string) => string,
  writer: GraphWriter,
): Opening {
  if (series !== undefined) {
    const name = free('window');
    const { features, id, unit } = writeSeries(series, name, free, writer);
    writer.namedNode('Identity', [features], [FEATURES]);
    const dims = [ANY_BATCH, series.window, series.values.length];
    const info = { name, elementType: ELEMENT_TYPES.float64, dims };
    const inputs: OpeningInput[] = [{ info, holds: 'window', column: null }];
    if (id !== null) inputs.push({ info: id, holds: 'text', column: series.id });
    return { takes: 'raw', inputs, unit };
  }
  if (ratings !== undefined) {
    const { user, item } = ratings;
    const names = [free(user.column), free(item.column)] as const;
    const written = writeRatings(ratings, names, itemTokens, writer);
    writer.namedNode('Identity', [written.features], [FEATURES]);
    const [ofUser, ofItem] = written.inputs;
    return {
      takes: 'raw',
      inputs: [
        { info: ofUser, holds: 'text', column: user.column },
        { info: ofItem, holds: 'text', column: item.column },
      ],
    };
  }
  if (table !== null) {
    const names = table.inputs.map(({ column }) => free(column));
    const written = writeTable(table, names, writer);
    if (written !== null) {
      writer.namedNode('Identity', [written.features], [FEATURES]);
      const inputs = written.inputs.map((info, place) => {
        const { column, type } = table.inputs[place] ?? { column: info.name, type: 'number' };
        const holds = type === 'number' ? 'number' : type === 'datetime' ? 'date' : 'text';
        return { info, column, holds } as const;
      });
      return { takes: 'raw', inputs };
    }
  }
  const [features] = graph.inputs;
  if (features === undefined) throw new Error('A model has an input');
  const holds = HELD[features.elementType] ?? 'features';
  return {
    takes: holds === 'image' ? 'raw' : 'prepared',
    inputs: [{ info: features, holds, column: null }],
  };
}

/** What a model's own input holds, by its type. */
const HELD: Readonly<Record<number, ExportedInput['holds']>> = {
  [ELEMENT_TYPES.uint8]: 'image',
  [ELEMENT_TYPES.int32]: 'tokens',
};

function forBatch(info: OnnxValueInfo, batch: number): OnnxValueInfo {
  return { ...info, dims: info.dims.map((size) => (size === ANY_BATCH ? batch : size)) };
}

const TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ELEMENT_TYPES).map(([name, type]) => [type, name]),
);

function edgeOf({ name, elementType, dims }: OnnxValueInfo): ExportedEdge {
  return { name, type: TYPE_NAMES.get(elementType) ?? '', shape: dims };
}
