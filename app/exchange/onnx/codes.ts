import { ML_DOMAIN } from '../../compiler/onnx/edges.ts';
import { type GraphWriter, strings } from '../../compiler/onnx/graph-writer.ts';
import { MISSING_TEXTS } from '../../dataset/raw-value.ts';

/** A column of texts on its way through the operations. */
export interface TextColumn {
  readonly kind: 'texts';
  /** string [batch, 1] */
  readonly name: string;
  /** What stands for a missing text; null where it stays missing. */
  readonly filling: string | null;
}

/** Numbers that texts become. */
export interface Codes {
  readonly missing: number;
  /** Of a text that is none of the categories. */
  readonly unknown: number;
}

/** Writes the number of each text among some categories: int64 [batch, 1]. */
export function writeCodes(
  { name, filling }: TextColumn,
  categories: readonly string[],
  { missing, unknown }: Codes,
  writer: GraphWriter,
): string {
  const codes = new Map(categories.map((category, code) => [category, code]));
  const filled = filling === null ? missing : (codes.get(filling) ?? unknown);
  for (const text of MISSING_TEXTS) codes.set(text, filled);
  const attributes = {
    keys_strings: strings([...codes.keys()]),
    values_int64s: [...codes.values()],
    default_int64: unknown,
  };
  return writer.node('LabelEncoder', [name], attributes, { domain: ML_DOMAIN });
}

/** Writes the text that stands at each number: int64 in, string of the same shape out. */
export function writeTexts(
  codes: string,
  texts: readonly string[],
  output: string,
  writer: GraphWriter,
): void {
  const attributes = { keys_int64s: [...texts.keys()], values_strings: strings(texts) };
  writer.namedNode('LabelEncoder', [codes], [output], attributes, { domain: ML_DOMAIN });
}
