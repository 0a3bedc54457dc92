import type { Bounds } from '../../../app/bounds.ts';
import { expectedWords } from '../../../app/expected-words.ts';
import { expectedText, type Field, parseField, readField } from '../../../app/field.ts';
import type { Language } from '../../../app/language.ts';
import { type MessageKey, type MessageValues, text } from '../../../app/text.ts';

/** Why a value will not do, as a message for beside its field. */
export interface FieldProblem {
  readonly key: MessageKey;
  readonly values: MessageValues;
}

/** A problem in the reader's words. */
export function problemText({ key, values }: FieldProblem, language: Language): string {
  const { expected } = values;
  const worded =
    typeof expected === 'string' ? { expected: expectedWords(expected, language) } : {};
  return text(language, key, { ...values, ...worded });
}

/**
 * Holds a value against its field.
 * @param value as read, or as typed where it could not be read; undefined takes the default
 * @returns null where the value will do
 */
export function fieldProblem(field: Field, value: unknown): FieldProblem | null {
  const reading = typeof value === 'string' ? parseField(field, value) : readField(field, value);
  if (reading.ok) return null;
  if (value === undefined || value === '') return problem('field.required');
  switch (field.kind) {
    case 'integer':
    case 'number':
      return numberProblem(Number(value), field);
    default:
      return problem('field.expected', { expected: expectedText(field) });
  }
}

function numberProblem(value: number, field: Bounds & { readonly kind: string }): FieldProblem {
  const { minimum, maximum, above, below } = field;
  if (!Number.isFinite(value)) return problem('field.not-a-number');
  if (field.kind === 'integer' && !Number.isInteger(value)) return problem('field.not-whole');
  if (minimum !== undefined && value < minimum) return problem('field.at-least', { minimum });
  if (above !== undefined && value <= above) return problem('field.above', { minimum: above });
  if (maximum !== undefined && value > maximum) return problem('field.at-most', { maximum });
  return problem('field.below', { maximum: below ?? '' });
}

function problem(key: MessageKey, values: MessageValues = {}): FieldProblem {
  return { key, values };
}
