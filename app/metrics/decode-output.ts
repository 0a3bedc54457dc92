import { type NamedBox, nameBoxes, unpackBoxes } from '../boxes/box.ts';
import { unpackFound } from '../boxes/decode-boxes.ts';
import type { FittedRecipe } from '../dataset/recipe.ts';
import { END, openTokenizer } from '../text/tokenizer.ts';
import type { Prediction } from './evaluation.ts';
import type { OutputReading } from './output-reading.ts';

/** Classes told with their probability at the most. */
const TOLD_CLASSES = 10;
/** Boxes less likely than this are not told; measures count them. */
export const TOLD_PROBABILITY = 0.3;
/** Values told in one line at the most. */
const TOLD_VALUES = 6;

type Ends = Pick<FittedRecipe, 'target' | 'text' | 'series' | 'translation'>;

/** Puts what goes out of a model, and what should have, into a dataset's words. */
export interface OutputDecoder {
  /**
   * A model's output for one row: the likeliest class with probabilities, the value or the forecast in the target's
   * unit, a text, boxes, or all values as they are.
   * @param output [classes] probabilities, [1] the second of two classes' probability, [1] a
   *               standardised value, tokens, or values
   */
  output(output: Float32Array, reading: OutputReading): Prediction;
  /** What a row's target says, in the same words. */
  target(values: Float32Array, reading: OutputReading): string;
}

/** A decoder for rows that a recipe prepared. */
export function openDecoder({ target, text, series, translation }: Ends): OutputDecoder {
  /** A forecast is standardised as its target is; other values, like those of an autoencoder, are told as they are. */
  const inUnit = (values: Float32Array): readonly number[] =>
    target.kind === 'standardize' && values.length === series?.horizon
      ? Array.from(values, (value) => value * target.stddev + target.mean)
      : [...values];
  const written = text ?? translation?.target;
  const tokenizer = written === undefined ? null : openTokenizer(written.tokenizer);
  const tokensText = (tokens: Float32Array) => {
    const end = tokens.indexOf(END);
    return tokenizer?.decode(end < 0 ? tokens : tokens.subarray(0, end)) ?? valuesText(tokens);
  };
  return {
    output: (output, reading) => {
      if (target.kind === 'choice') return { value: output[0] ?? Number.NaN };
      if (reading === 'values') return { values: inUnit(output) };
      if (reading === 'tokens') return { text: tokensText(output) };
      if (reading === 'boxes') return { boxes: toldBoxes(output, target) };
      if (target.kind === 'standardize') {
        return { value: (output[0] ?? Number.NaN) * target.stddev + target.mean };
      }
      const probabilities = classProbabilities(output)
        .map((probability, label) => ({ label: className(target, label), probability }))
        .sort((left, right) => right.probability - left.probability)
        .slice(0, TOLD_CLASSES);
      const [best] = probabilities;
      return { label: best?.label, probability: best?.probability, probabilities };
    },
    target: (values, reading) => {
      if (target.kind === 'choice') return String(values[0] ?? '');
      if (reading === 'values') return valuesText(inUnit(values));
      if (reading === 'tokens') return tokensText(values);
      if (reading === 'boxes') return boxesText(nameBoxes(unpackBoxes(values), classesOf(target)));
      const [value = Number.NaN] = values;
      return target.kind === 'standardize'
        ? String(value * target.stddev + target.mean)
        : className(target, value);
    },
  };
}

/** The first of some values, in brackets. */
export function valuesText(values: ArrayLike<number>): string {
  const told = Array.from({ length: Math.min(TOLD_VALUES, values.length) }, (_, place) =>
    String(Number((values[place] ?? Number.NaN).toPrecision(4))),
  );
  return `[${[...told, ...(values.length > TOLD_VALUES ? ['…'] : [])].join(', ')}]`;
}

/** What was found, class by class: `circle × 2, square × 1`. */
export function boxesText(boxes: readonly NamedBox[]): string {
  const counts = new Map<string, number>();
  for (const { label } of boxes) counts.set(label, (counts.get(label) ?? 0) + 1);
  const names = [...counts.keys()].sort();
  return names.length === 0 ? '—' : names.map((name) => `${name} × ${counts.get(name)}`).join(', ');
}

/** Boxes that are likely enough to be told. */
function toldBoxes(output: Float32Array, target: FittedRecipe['target']): readonly NamedBox[] {
  const likely = unpackFound(output).filter(({ probability }) => probability >= TOLD_PROBABILITY);
  return nameBoxes(likely, classesOf(target));
}

function classesOf(target: FittedRecipe['target']): readonly string[] {
  return 'classes' in target ? target.classes : [];
}

function className(target: FittedRecipe['target'], label: number): string {
  return classesOf(target)[label] ?? String(label);
}

function classProbabilities(output: Float32Array): number[] {
  const second = output[0];
  return output.length === 1 && second !== undefined ? [1 - second, second] : [...output];
}
