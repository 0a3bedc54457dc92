import {
  madeUpPrompt,
  type PromptLength,
  promptLength,
  tokenRate,
} from '../../app/cost/measurement/made-up-prompt.ts';
import type { LevelFacts } from '../../app/cost/measurement/measured-level.ts';
import type { ServingLoad } from '../../app/cost/measurement/measurement.ts';
import type { Asked } from './ask.ts';
import {
  type Answered,
  type Completions,
  countPrompt,
  type Extras,
  streamAnswer,
} from './completion.ts';

/** What is known once a server has answered. */
export interface WarmServer {
  readonly completions: Completions;
  readonly length: PromptLength;
  /** Tokens of a prompt of that length, for servers that do not count in streams. */
  readonly prompt: Pick<LevelFacts, 'promptTokens' | 'promptCount'>;
}

/** Words of the two prompts whose difference tells how many tokens a word has. */
const SHORT_WORDS = 12;
const LONG_WORDS = 60;
/** From the richest request to the plainest; a server that refuses one is asked the next. */
const EXTRAS: readonly Extras[] = [
  { stream_options: { include_usage: true }, ignore_eos: true },
  { stream_options: { include_usage: true } },
  {},
];

/**
 * Brings a server up to temperature: loads its model, finds the length of a prompt in its tokens and
 * what it can be asked for, and streams one answer as the sweep will.
 * @param prompts numbers of the made-up prompts, which nothing else uses
 * @returns the refusal of a request that should have worked
 * @throws Stopped
 */
export async function warmUp(
  plain: Omit<Completions, 'extras'>,
  load: ServingLoad,
  seed: number,
): Promise<Asked<WarmServer>> {
  const completions: Completions = { ...plain, extras: {} };
  let prompts = 0;
  const count = (length: PromptLength) => {
    prompts += 1;
    return countPrompt(completions, madeUpPrompt(seed, -prompts, length));
  };

  const measured = await promptOf(load, count);
  if (!measured.ok) return measured;
  const { length, prompt } = measured.value;

  let refused: Answered | null = null;
  for (const extras of EXTRAS) {
    const rich: Completions = { ...plain, extras };
    prompts += 1;
    const text = madeUpPrompt(seed, -prompts, length);
    const answered = await streamAnswer(rich, {
      place: 0,
      prompt: text,
      answerTokens: load.answerTokens,
    });
    if (answered.record.failure === null) {
      return { ok: true, value: { completions: rich, length, prompt } };
    }
    refused ??= answered;
    // Only a field it does not know is a reason to ask anew.
    if (answered.record.failure !== 'client-error') break;
  }
  const failure = refused?.record.failure ?? 'empty';
  return { ok: false, refusal: { failure, said: refused?.said ?? '' } };
}

type Count = (length: PromptLength) => Promise<Asked<number | null>>;

/** Asks for one token after prompts of three lengths; the last is as long as is wanted, as far as known. */
async function promptOf(
  { promptTokens, sharedTokens }: ServingLoad,
  count: Count,
): Promise<Asked<Pick<WarmServer, 'length' | 'prompt'>>> {
  const short = await count({ words: SHORT_WORDS, sharedWords: 0 });
  if (!short.ok) return short;
  const long = short.value === null ? short : await count({ words: LONG_WORDS, sharedWords: 0 });
  if (!long.ok) return long;
  const rate =
    short.value === null || long.value === null
      ? null
      : tokenRate(
          { words: SHORT_WORDS, tokens: short.value },
          { words: LONG_WORDS, tokens: long.value },
        );
  if (rate === null) {
    const length = promptLength({ perWord: 1, around: 0 }, promptTokens, sharedTokens);
    return { ok: true, value: { length, prompt: { promptTokens, promptCount: 'words' } } };
  }
  const length = promptLength(rate, promptTokens, sharedTokens);
  const whole = await count(length);
  if (!whole.ok) return whole;
  const better = tokenRate(
    { words: SHORT_WORDS, tokens: short.value ?? 0 },
    { words: length.words, tokens: whole.value ?? 0 },
  );
  const final = better ?? rate;
  const finalLength = promptLength(final, promptTokens, sharedTokens);
  const tokens = Math.round(final.around + final.perWord * finalLength.words);
  const prompt = { promptTokens: tokens, promptCount: 'calibrated' } as const;
  return { ok: true, value: { length: finalLength, prompt } };
}
