import { randomStream } from '../../random.ts';

/** Common words that most vocabularies have as one token; of one length, for those that spell. */
const WORDS =
  `time year life hand part case week work room area fact book word side kind head hour game line
city name team idea body back face door wife mind rate show plan role view road home land food
fire wood gold snow rain wind tree bird fish boat ship song film shop farm hall bank bill test
term unit cost tool club army king date star moon lake hill park seat desk step blue`.split(/\s+/);

/** Comes last: at the front it would be a beginning that all prompts share. */
const QUESTION = 'Tell a long story in which all these words occur.';
const QUESTION_WORDS = QUESTION.split(' ').length;

export interface PromptLength {
  /** Words of the whole prompt; the question alone takes ten. */
  readonly words: number;
  /** Of these, words at its start that are the same in every prompt of one seed. */
  readonly sharedWords: number;
}

/**
 * A prompt without meaning. Two prompts differ from the first word that is not shared, so that a
 * server that keeps what it has read (a prefix cache) reads each anew.
 * @param seed another one for each measurement: a cache outlives it
 * @param index of the prompt within the measurement
 */
export function madeUpPrompt(seed: number, index: number, length: PromptLength): string {
  const free = Math.max(1, length.words - QUESTION_WORDS);
  const shared = Math.min(free, length.sharedWords);
  const words = [
    ...drawnWords(seed, 'prompt/shared', shared),
    ...drawnWords(seed, `prompt/${index}`, free - shared),
  ];
  return `${words.join(' ')}\n${QUESTION}`;
}

function drawnWords(seed: number, stream: string, count: number): readonly string[] {
  const random = randomStream(seed, stream);
  return Array.from({ length: count }, () => WORDS[random.nextBelow(WORDS.length)] ?? '');
}

/** How a server turns words into tokens: so many for each word, and some around every prompt. */
export interface TokenRate {
  readonly perWord: number;
  readonly around: number;
}

/** The rate seen between a short and a long prompt; null if they do not tell it. */
export function tokenRate(
  short: { readonly words: number; readonly tokens: number },
  long: { readonly words: number; readonly tokens: number },
): TokenRate | null {
  const perWord = (long.tokens - short.tokens) / (long.words - short.words);
  if (!Number.isFinite(perWord) || perWord <= 0) return null;
  return { perWord, around: Math.max(0, short.tokens - perWord * short.words) };
}

/** Words that make up so many tokens; a prompt has at least its question. */
export function promptLength(
  { perWord, around }: TokenRate,
  promptTokens: number,
  sharedTokens: number,
): PromptLength {
  const words = Math.round((promptTokens - around) / perWord);
  return {
    words: Math.max(QUESTION_WORDS + 1, words),
    sharedWords: Math.round(sharedTokens / perWord),
  };
}
