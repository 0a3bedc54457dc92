import { ANY_BATCH } from '../../compiler/onnx/any-batch.ts';
import type { GraphWriter } from '../../compiler/onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxValueInfo } from '../../compiler/onnx/model.ts';
import type { FittedRecipe } from '../../dataset/recipe.ts';
import type { OutputReading } from '../../metrics/output-reading.ts';
import type { Shape } from '../../shape.ts';
import { Arithmetic } from './arithmetic.ts';
import { writeTexts } from './codes.ts';

/** What a model's output says, in its dataset's words and units. */
export interface AnswerFacts {
  readonly reading: OutputReading;
  /** Of the output for one sample. */
  readonly shape: Shape;
  readonly recipe: Pick<FittedRecipe, 'target' | 'series'>;
  /** Names of float64 [batch, 1]: what undoes the scale of each row, where rows have units of their own. */
  readonly unit?: RowUnit | undefined;
}

/** Mean and deviation of each row's target. */
export interface RowUnit {
  readonly mean: string;
  readonly stddev: string;
}

/**
 * Writes answers: `label` string [batch] with `probabilities` float32 [batch, classes]; `value` float64
 * [batch, 1] or `values` float64 [batch, horizon] in the target's unit; `value` float32 [batch, 1] of a choice,
 * of which the first item is meant; else `answer`, what the model gives.
 * @param output what the model gives
 * @param free   makes a name that the graph does not have yet
 */
export function writeAnswers(
  output: string,
  { reading, shape, recipe: { target, series }, unit }: AnswerFacts,
  free: (name: string) => string,
  writer: GraphWriter,
): readonly OnnxValueInfo[] {
  const sums = new Arithmetic(writer);
  const dims = [ANY_BATCH, ...shape];
  if (reading === 'class' && 'classes' in target) {
    const { classes } = target;
    const probabilities = free('probabilities');
    const label = free('label');
    const given = shape[0] === 1 ? [writeOthers(output, writer), output] : [output];
    writer.namedNode('Concat', given, [probabilities], { axis: 1 });
    const best = writer.node('ArgMax', [probabilities], { axis: 1, keepdims: 0 });
    writeTexts(best, classes, label, writer);
    return [
      { name: label, elementType: ELEMENT_TYPES.string, dims: [ANY_BATCH] },
      {
        name: probabilities,
        elementType: ELEMENT_TYPES.float32,
        dims: [ANY_BATCH, classes.length],
      },
    ];
  }
  if (target.kind === 'choice') {
    const name = free('value');
    writer.namedNode('Gather', [output, writer.integers([0])], [name], { axis: 1 });
    return [{ name, elementType: ELEMENT_TYPES.float32, dims: [ANY_BATCH, 1] }];
  }
  const isForecast = reading === 'values' && shape.length === 1 && shape[0] === series?.horizon;
  if (target.kind === 'standardize' && (reading === 'value' || isForecast)) {
    const name = free(isForecast ? 'values' : 'value');
    const { mean, stddev } = unit ?? target;
    const unscaled = sums.multiply(sums.cast(output, 'float64'), stddev);
    writer.namedNode('Identity', [sums.add(unscaled, mean)], [name]);
    return [{ name, elementType: ELEMENT_TYPES.float64, dims }];
  }
  const name = free('answer');
  writer.namedNode('Identity', [output], [name]);
  return [{ name, elementType: ELEMENT_TYPES.float32, dims }];
}

/** What is left for the first of two classes. */
function writeOthers(second: string, writer: GraphWriter): string {
  return writer.node('Sub', [writer.constant([1], 'float32', []), second]);
}
