import type { ConfigValue } from '../../../app/architecture/model-spec.ts';
import { type Field, parseField } from '../../../app/field.ts';
import { numberNotation } from '../../../app/typed-number.ts';

/**
 * A value as it stands in a text field: `64`, sizes as `3 × 3`, numbers and borders as `1, 2` or `1, 2 × 3, 4`; empty for none.
 * @param kind of the value's field, where lists need telling apart
 */
export function typedText(value: unknown, kind?: Field['kind']): string {
  if (value === undefined || value === null) return '';
  if (!Array.isArray(value)) return String(value);
  const axes: readonly unknown[] = value;
  const listed = kind === 'numbers' || (kind === 'borders' && !axes.some(Array.isArray));
  return axes
    .map((axis) => (Array.isArray(axis) ? axis.join(', ') : String(axis)))
    .join(listed ? ', ' : ' × ');
}

/**
 * Reads what someone typed. Sizes may stand with `×`, `x`, commas or spaces between, numbers with a decimal comma
 * or with commas between thousands, all in full-width digits too.
 * @returns undefined, which takes the default, for an empty field that has one; text that cannot be read comes back as
 *          it is, so that checking the whole names it
 */
export function readTyped(field: Field, typed: string): ConfigValue | undefined {
  const plain = typed.normalize('NFKC').trim();
  if (plain === '') return field.default === undefined ? '' : undefined;
  const reading = parseField(field, inFieldNotation(field, plain));
  // What a field reads is of its kind, which all are config values.
  return reading.ok ? (reading.value as ConfigValue) : plain;
}

function inFieldNotation(field: Field, plain: string): string {
  switch (field.kind) {
    case 'integer':
    case 'number':
      return numberNotation(plain) ?? plain;
    case 'sizes':
    case 'borders':
    case 'shape':
    case 'open-shape':
    case 'axes':
    case 'axis-pair':
    case 'numbers':
      return plain.split(/[\s,、×xX*]+/).join(',');
    default:
      return plain;
  }
}
