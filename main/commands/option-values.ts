import { DECIMAL_MARKS, type DecimalMark } from '../../app/dataset/decimal-mark.ts';
import { DELIMITER_NAMES, DELIMITERS } from '../../app/dataset/delimiters.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';

/** For options that may be given several times. */
export function collected(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** `--set key=value` pairs; of a key given twice the last counts. */
export function settingsOf(pairs: readonly string[]): Result<Readonly<Record<string, string>>> {
  const settings: Record<string, string> = {};
  for (const pair of pairs) {
    const split = pair.indexOf('=');
    if (split <= 0) {
      return fail(valueInvalid(`--set ${pair}`, 'key=value'));
    }
    settings[pair.slice(0, split)] = pair.slice(split + 1);
  }
  return ok(settings);
}

/** A whole number of an option. */
export function wholeNumber(option: string, value: string, maximum: number): Result<number> {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= maximum) return ok(number);
  return fail(valueInvalid(`${option} ${value}`, `integer in [0, ${maximum}]`));
}

/** A whole number of an option, from 1 on. */
export function countNumber(option: string, value: string, maximum: number): Result<number> {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= maximum) return ok(number);
  return fail(valueInvalid(`${option} ${value}`, `integer in [1, ${maximum}]`));
}

/** A number above 0 of an option. */
export function positiveNumber(option: string, value: string, maximum: number): Result<number> {
  const number = Number(value);
  if (/^\d*\.?\d+$/.test(value) && number > 0 && number <= maximum) return ok(number);
  return fail(valueInvalid(`${option} ${value}`, `number in (0, ${maximum}]`));
}

/** `point`, `comma`, or the mark itself; null where the option is left out. */
export function decimalMark(option: string, value: string | undefined): Result<DecimalMark> | null {
  if (value === undefined) return null;
  return choiceOf(option, SPELT_MARKS[value] ?? value, DECIMAL_MARKS);
}

const SPELT_MARKS: Readonly<Record<string, DecimalMark>> = { '.': 'point', ',': 'comma' };

/** What parts cells, by its name or as itself; null where the option is left out. */
export function delimiterMark(option: string, value: string | undefined): Result<string> | null {
  if (value === undefined) return null;
  const name = DELIMITER_NAMES.find((known) => known === value || DELIMITERS[known] === value);
  if (name !== undefined) return ok(DELIMITERS[name]);
  return fail(valueInvalid(`${option} ${value}`, DELIMITER_NAMES.join(' | ')));
}

/** A value of an option that takes one of several. */
export function choiceOf<Choice extends string>(
  option: string,
  value: string,
  choices: readonly Choice[],
): Result<Choice> {
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return ok(choice);
  return fail(valueInvalid(`${option} ${value}`, choices.join(' | ')));
}

function valueInvalid(subject: string, expected: string): AppError {
  return { code: 'usage/invalid', problem: 'value-invalid', subject, expected };
}
