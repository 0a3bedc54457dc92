import type { Language } from '../language.ts';
import { text } from '../text.ts';

/** What may part the cells of a delimited file, by name; a space is any run of blanks. */
export const DELIMITERS = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  bar: '|',
  space: ' ',
  colons: '::',
} as const;

export type DelimiterName = keyof typeof DELIMITERS;

/** Their names. */
export const DELIMITER_NAMES = Object.keys(DELIMITERS).filter(isDelimiterName);

function isDelimiterName(name: string): name is DelimiterName {
  return Object.hasOwn(DELIMITERS, name);
}

/** The name of a delimiter in words, or itself where it has none. */
export function delimiterText(delimiter: string, language: Language): string {
  const name = DELIMITER_NAMES.find((known) => DELIMITERS[known] === delimiter);
  return name === undefined ? delimiter : text(language, `import.${name}`);
}
