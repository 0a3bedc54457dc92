import type { Command } from 'commander';
import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import {
  type TextOptions,
  type TokenizerOptions,
  TRUNCATIONS,
} from '../../app/text/text-options.ts';
import { TOKENIZERS, UNICODE_FORMS } from '../../app/text/tokenizer.ts';
import { text } from '../../app/text.ts';
import { choiceOf, wholeNumber } from './option-values.ts';

/** What options say of how texts become tokens. */
export interface TextOptionsGiven {
  readonly text?: string;
  readonly tokenizer?: string;
  readonly vocabulary?: string;
  readonly length?: string;
  readonly targetTokenizer?: string;
  readonly targetVocabulary?: string;
  readonly targetLength?: string;
  readonly unicode?: string;
  readonly targetUnicode?: string;
  readonly lower?: boolean;
  readonly targetLower?: boolean;
  readonly truncating?: string;
}

const MOST_TOKENS = 100_000;
const LONGEST = 4096;

export function withTextOptions(command: Command, words: Language): Command {
  return command
    .option('--text <column>', text(words, 'cli.help.text-column'))
    .option('--tokenizer <kind>', text(words, 'cli.help.tokenizer'))
    .option('--vocabulary <tokens>', text(words, 'cli.help.vocabulary'))
    .option('--length <tokens>', text(words, 'cli.help.sample-length'))
    .option('--target-tokenizer <kind>', text(words, 'cli.help.target-tokenizer'))
    .option('--target-vocabulary <tokens>', text(words, 'cli.help.target-vocabulary'))
    .option('--target-length <tokens>', text(words, 'cli.help.target-length'))
    .option('--unicode <form>', text(words, 'cli.help.unicode'))
    .option('--target-unicode <form>', text(words, 'cli.help.target-unicode'))
    .option('--lower', text(words, 'cli.help.lower'))
    .option('--no-lower', text(words, 'cli.help.no-lower'))
    .option('--target-lower', text(words, 'cli.help.target-lower'))
    .option('--no-target-lower', text(words, 'cli.help.no-target-lower'))
    .option('--truncating <end>', text(words, 'cli.help.truncating'));
}

/** @returns null where nothing is said */
export function textChoices(options: TextOptionsGiven): Result<TextOptions | null> {
  const { text: column, tokenizer, vocabulary, length, unicode, lower } = options;
  const tokens = tokenizerChoices('', { tokenizer, vocabulary, length, unicode, lower });
  if (!tokens.ok) return tokens;
  const truncating = given(options.truncating, (end) => choiceOf('--truncating', end, TRUNCATIONS));
  if (!truncating.ok) return truncating;
  return someOf({
    ...(column !== undefined && { column }),
    ...tokens.value,
    ...(truncating.value !== undefined && { truncating: truncating.value }),
  });
}

/** Of a translation's target. @returns null where nothing is said */
export function targetTextChoices(options: TextOptionsGiven): Result<TokenizerOptions | null> {
  return tokenizerChoices('target-', {
    tokenizer: options.targetTokenizer,
    vocabulary: options.targetVocabulary,
    length: options.targetLength,
    unicode: options.targetUnicode,
    lower: options.targetLower,
  });
}

interface TokensGiven {
  readonly tokenizer: string | undefined;
  readonly vocabulary: string | undefined;
  readonly length: string | undefined;
  readonly unicode: string | undefined;
  readonly lower: boolean | undefined;
}

/** @param side what stands before the names of the options */
function tokenizerChoices(
  side: '' | 'target-',
  said: TokensGiven,
): Result<TokenizerOptions | null> {
  const tokenizer = given(said.tokenizer, (kind) =>
    choiceOf(`--${side}tokenizer`, kind, TOKENIZERS),
  );
  if (!tokenizer.ok) return tokenizer;
  const vocabulary = given(said.vocabulary, (most) =>
    wholeNumber(`--${side}vocabulary`, most, MOST_TOKENS),
  );
  if (!vocabulary.ok) return vocabulary;
  const length = given(said.length, (tokens) => wholeNumber(`--${side}length`, tokens, LONGEST));
  if (!length.ok) return length;
  const form = given(said.unicode, (name) => choiceOf(`--${side}unicode`, name, UNICODE_FORMS));
  if (!form.ok) return form;
  return someOf({
    ...(tokenizer.value !== undefined && { tokenizer: tokenizer.value }),
    ...(vocabulary.value !== undefined && { vocabulary: vocabulary.value }),
    ...(length.value !== undefined && { length: length.value }),
    ...(said.lower !== undefined && { lower: said.lower }),
    ...(form.value !== undefined && { form: form.value }),
  });
}

function given<T>(
  value: string | undefined,
  read: (value: string) => Result<T>,
): Result<T | undefined> {
  return value === undefined ? ok(undefined) : read(value);
}

function someOf<Said extends object>(said: Said): Result<Said | null> {
  return ok(Object.keys(said).length === 0 ? null : said);
}
