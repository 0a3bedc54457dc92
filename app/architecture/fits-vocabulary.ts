import type { SampleInput } from '../dataset/dataset.ts';
import { type AppError, fail, ok, type Result } from '../errors.ts';
import { findDefinition } from './catalogue.ts';
import type { InferredLayer } from './inferred-layer.ts';

/**
 * Whether every layer that looks up a row for each token of a sample has a row for each token that
 * there can be. What other layers compute is not known ahead: it is held to the table as it runs.
 */
export function fitsVocabulary(layers: readonly InferredLayer[], input: SampleInput): Result<null> {
  if (input.kind !== 'tokens') return ok(null);
  const entries = enteringVocabularies(layers, input);
  const faults = layers.map((layer): AppError | null => {
    const rows = findDefinition(layer.type)?.tableRows?.(layer.config);
    const needed = Math.max(0, ...layer.inputs.map((name) => entries.get(name) ?? 0));
    if (rows === undefined || rows.count >= needed) return null;
    return {
      code: 'architecture/config-invalid',
      layerId: layer.id,
      key: rows.argument,
      value: String(rows.count),
      expected: `integer ≥ ${needed}`,
    };
  });
  const fault = faults.find((each) => each !== null);
  return fault === undefined ? ok(null) : fail(fault);
}

/** Tokens that there can be in what each input layer is given: those of its part of the sample, where it is one. */
function enteringVocabularies(
  layers: readonly InferredLayer[],
  { length, vocabulary, parts = [] }: Extract<SampleInput, { kind: 'tokens' }>,
): ReadonlyMap<string, number> {
  const inputs = layers.filter(({ type }) => type === 'Input');
  const begins = parts.map((_, place) =>
    parts.slice(0, place).reduce((sum, part) => sum + part.length, 0),
  );
  let begin = 0;
  return new Map(
    inputs.map(({ id, shape: [time = length] }) => {
      const part = parts[begins.indexOf(begin)];
      begin += time;
      return [id, part?.length === time ? part.vocabulary : vocabulary];
    }),
  );
}
