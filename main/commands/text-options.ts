import type { Command } from 'commander';
import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import type { TextOptions, TokenizerOptions } from '../../app/text/text-options.ts';
import { TOKENIZERS } from '../../app/text/tokenizer.ts';
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
    .option('--target-length <tokens>', text(words, 'cli.help.target-length'));
}

/** @returns null where nothing is said */
export function textChoices(options: TextOptionsGiven): Result<TextOptions | null> {
  const tokens = tokenizerChoices('', options.tokenizer, options.vocabulary, options.length);
  if (!tokens.ok || options.text === undefined) return tokens;
  return ok({ column: options.text, ...tokens.value });
}

/** Of a translation's target. @returns null where nothing is said */
export function targetTextChoices(options: TextOptionsGiven): Result<TokenizerOptions | null> {
  const { targetTokenizer, targetVocabulary, targetLength } = options;
  return tokenizerChoices('target-', targetTokenizer, targetVocabulary, targetLength);
}

/** @param side what stands before the names of the options */
function tokenizerChoices(
  side: '' | 'target-',
  kind: string | undefined,
  mostTokens: string | undefined,
  sampleLength: string | undefined,
): Result<TokenizerOptions | null> {
  const tokenizer = kind === undefined ? null : choiceOf(`--${side}tokenizer`, kind, TOKENIZERS);
  if (tokenizer?.ok === false) return tokenizer;
  const vocabulary = numberOf(`--${side}vocabulary`, mostTokens, MOST_TOKENS);
  if (vocabulary?.ok === false) return vocabulary;
  const length = numberOf(`--${side}length`, sampleLength, LONGEST);
  if (length?.ok === false) return length;
  const said: TokenizerOptions = {
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
