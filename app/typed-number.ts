const EXPONENT = '(?:e[+-]?[0-9]+)?';
/** As computers write it: 1234.5 or 1e-3. */
const PLAIN = new RegExp(`^[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)${EXPONENT}$`, 'i');
/** Groups of three digits behind one mark, and the fraction after another. */
const GROUPED = /^([+-]?[1-9][0-9]{0,2}([,. '])[0-9]{3}(?:\2[0-9]{3})*)(?:([.,])([0-9]*))?$/;
/** 0,5 or 1234,567: one comma that sets off no thousands. */
const DECIMAL_COMMA = new RegExp(
  `^(?![+-]?[1-9][0-9]{0,2},[0-9]{3}(?:e|$))[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)${EXPONENT}$`,
  'i',
);

/**
 * A number as people type it, with a decimal point and without marks between its thousands: `20,000`, `20 000` and
 * `20'000` are 20000, as Hearth prints them in both languages; `0,5` is 0.5 and `1.234,56` is 1234.56. Full-width
 * characters are understood.
 * @returns null where it is no number or may be more than one
 */
export function numberNotation(typed: string): string | null {
  const plain = typed.normalize('NFKC').trim().replaceAll('’', "'").replace('−', '-');
  if (PLAIN.test(plain)) return plain;
  if (DECIMAL_COMMA.test(plain)) return plain.replace(',', '.');
  const [, whole, mark, decimalMark, fraction = ''] = GROUPED.exec(plain) ?? [];
  if (whole === undefined || mark === undefined || mark === decimalMark) return null;
  const digits = whole.replaceAll(mark, '');
  return fraction === '' ? digits : `${digits}.${fraction}`;
}
