import { type AppError, fail, ok, type Result } from '../../errors.ts';
import { type Field, type Fields, parseField, readField } from '../../field.ts';
import type { ServingLoad } from './measurement.ts';

/** Ranges and defaults of a load. The defaults ask a small model on one card for two minutes. */
export const LOAD_FIELDS = {
  promptTokens: { kind: 'integer', minimum: 1, maximum: 131_072, default: 256 },
  answerTokens: { kind: 'integer', minimum: 1, maximum: 32_768, default: 128 },
  sharedTokens: { kind: 'integer', minimum: 0, maximum: 131_072, default: 0 },
  concurrencies: {
    kind: 'shape',
    maximumRank: 16,
    minimum: 1,
    maximum: 512,
    default: [1, 2, 4, 8],
  },
  requests: { kind: 'integer', minimum: 1, maximum: 10_000, default: 32 },
  seconds: { kind: 'number', above: 0, maximum: 3600, default: 30 },
  timeoutSeconds: { kind: 'number', above: 0, maximum: 3600, default: 120 },
} as const satisfies Readonly<Record<keyof ServingLoad, Field>>;

export const LOAD_KEYS = Object.keys(LOAD_FIELDS) as readonly (keyof ServingLoad)[];

export const DEFAULT_LOAD: ServingLoad = {
  promptTokens: LOAD_FIELDS.promptTokens.default,
  answerTokens: LOAD_FIELDS.answerTokens.default,
  sharedTokens: LOAD_FIELDS.sharedTokens.default,
  concurrencies: LOAD_FIELDS.concurrencies.default,
  requests: LOAD_FIELDS.requests.default,
  seconds: LOAD_FIELDS.seconds.default,
  timeoutSeconds: LOAD_FIELDS.timeoutSeconds.default,
};

/**
 * The load with its concurrencies in order, each once.
 * Fails with `meter/load-invalid` at the first field that is out of range.
 */
export function checkedLoad(load: ServingLoad): Result<ServingLoad> {
  for (const key of LOAD_KEYS) {
    const read = readField(LOAD_FIELDS[key], load[key]);
    if (!read.ok) return fail(invalid(key, read.refusal));
  }
  if (load.sharedTokens > load.promptTokens) {
    const expected = `integer in [0, ${load.promptTokens}]`;
    return fail(invalid('sharedTokens', { value: String(load.sharedTokens), expected }));
  }
  const concurrencies = [...new Set(load.concurrencies)].sort((left, right) => left - right);
  return ok({ ...load, concurrencies });
}

/**
 * A load written as text, field by field, as options and forms have it; what is missing has its
 * default. Fails with `meter/load-invalid`.
 */
export function parsedLoad(
  texts: Readonly<Partial<Record<keyof ServingLoad, string>>>,
): Result<ServingLoad> {
  const read: Partial<Record<keyof ServingLoad, unknown>> = {};
  const fields: Fields = LOAD_FIELDS;
  for (const key of LOAD_KEYS) {
    const written = texts[key];
    const field = fields[key];
    if (written === undefined || field === undefined) continue;
    const reading = parseField(field, written);
    if (!reading.ok) return fail(invalid(key, reading.refusal));
    read[key] = reading.value;
  }
  // Each field has been read by its own rule.
  return checkedLoad({ ...DEFAULT_LOAD, ...(read as Partial<ServingLoad>) });
}

function invalid(
  field: keyof ServingLoad,
  { value, expected }: { readonly value: string; readonly expected: string },
): AppError {
  return { code: 'meter/load-invalid', field, value, expected };
}
