import type { Command } from 'commander';
import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import type { TextOptions } from '../../app/text/text-options.ts';
import { TOKENIZERS } from '../../app/text/tokenizer.ts';
import { text } from '../../app/text.ts';
import { choiceOf, wholeNumber } from './option-values.ts';

/** What options say of how texts become tokens. */
export interface TextOptionsGiven {
  readonly text?: string;
  readonly tokenizer?: string;
  readonly vocabulary?: string;
  readonly length?: string;
}

const MOST_TOKENS = 100_000;
const LONGEST = 4096;

export function withTextOptions(command: Command, words: Language): Command {
  return command
    .option('--text <column>', text(words, 'cli.help.text-column'))
    .option('--tokenizer <kind>', text(words, 'cli.help.tokenizer'))
    .option('--vocabulary <tokens>', text(words, 'cli.help.vocabulary'))
    .option('--length <tokens>', text(words, 'cli.help.sample-length'));
}

/** @returns null where nothing is said */
export function textChoices(options: TextOptionsGiven): Result<TextOptions | null> {
  const kind = options.tokenizer;
  const tokenizer = kind === undefined ? null : choiceOf('--tokenizer', kind, TOKENIZERS);
  if (tokenizer?.ok === false) return tokenizer;
  const vocabulary = numberOf('--vocabulary', options.vocabulary, MOST_TOKENS);
  if (vocabulary?.ok === false) return vocabulary;
  const length = numberOf('--length', options.length, LONGEST);
  if (length?.ok === false) return length;
  const said: TextOptions = {
    ...(options.text !== undefined && { column: options.text }),
    ...(tokenizer !== null && { tokenizer: tokenizer.value }),
    ...(vocabulary !== null && { vocabulary: vocabulary.value }),
    ...(length !== null && { length: length.value }),
  };
  return ok(Object.keys(said).length === 0 ? null : said);
}

function numberOf(
  option: string,
  value: string | undefined,
  maximum: number,
): Result<number> | null {
  return value === undefined ? null : wholeNumber(option, value, maximum);
}
