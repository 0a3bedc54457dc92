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
  const entries = new Set<string>(
    layers.filter(({ type }) => type === 'Input').map(({ id }) => id),
  );
  const faults = layers.map((layer): AppError | null => {
    const rows = findDefinition(layer.type)?.tableRows?.(layer.config);
    if (rows === undefined || !layer.inputs.some((name) => entries.has(name))) return null;
    if (rows.count >= input.vocabulary) return null;
    return {
      code: 'architecture/config-invalid',
      layerId: layer.id,
      key: rows.argument,
      value: String(rows.count),
      expected: `integer ≥ ${input.vocabulary}`,
    };
  });
  const fault = faults.find((each) => each !== null);
  return fault === undefined ? ok(null) : fail(fault);
}
