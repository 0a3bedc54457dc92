import type { IncomingMessage } from 'node:http';
import type { ServingApi } from '../../app/cost/measurement/measurement.ts';
import type { RequestRecord } from '../../app/cost/measurement/request-record.ts';
import { usageOf } from './answer-chunk.ts';
import { type Asked, ask, type Connection, type Refusal, readJson } from './ask.ts';
import { plainText } from './plain-text.ts';
import { type ReadAnswer, readAnswer } from './read-answer.ts';

/** How to ask a server for answers. */
export interface Completions {
  readonly connection: Connection;
  readonly api: ServingApi;
  readonly model: string;
  /** What it takes besides the standard's first fields. */
  readonly extras: Extras;
  /** Seconds on a clock that never goes back. */
  readonly now: () => number;
}

/**
 * Fields that make a measurement better and that not every server takes: its own count of tokens at
 * the end of a stream (OpenAI), and answers that do not end early (llama.cpp, vLLM).
 */
export interface Extras {
  readonly stream_options?: { readonly include_usage: true };
  readonly ignore_eos?: true;
}

const PATHS = { chat: '/chat/completions', completions: '/completions' } as const;

/** A record, and what the server said of a failure. */
export interface Answered {
  readonly record: RequestRecord;
  readonly said: string;
}

export interface Question {
  readonly place: number;
  readonly prompt: string;
  readonly answerTokens: number;
  readonly onToken?: () => void;
}

/**
 * Asks for a streamed answer and follows it to its end.
 * @throws Stopped
 */
export async function streamAnswer(
  completions: Completions,
  { place, prompt, answerTokens, onToken }: Question,
): Promise<Answered> {
  const { connection, api, extras, now } = completions;
  const body = { ...bodyOf(completions, prompt, answerTokens), stream: true, ...extras };
  const sentAt = now();
  const asked = await ask(connection, PATHS[api], body, (response) =>
    readStream(response, { answerTokens, now, ...(onToken !== undefined && { onToken }) }),
  );
  const read: ReadAnswer = asked.ok ? asked.value : brokenBy(asked.refusal);
  const { chunksAt, usage, failure, said } = read;
  return {
    record: { place, sentAt, endedAt: now(), chunksAt, usage, failure },
    said: plainText(said ?? ''),
  };
}

/**
 * Asks for an answer of one token in one piece.
 * @returns the server's count of the prompt's tokens; null where it does not count
 * @throws Stopped
 */
export async function countPrompt(
  completions: Completions,
  prompt: string,
): Promise<Asked<number | null>> {
  const body = bodyOf(completions, prompt, 1);
  const asked = await ask(completions.connection, PATHS[completions.api], body, readJson);
  if (!asked.ok) return asked;
  const tokens = usageOf(asked.value.json)?.inputTokens ?? 0;
  return { ok: true, value: tokens > 0 ? tokens : null };
}

function bodyOf({ api, model }: Completions, prompt: string, answerTokens: number) {
  const asking = api === 'chat' ? { messages: [{ role: 'user', content: prompt }] } : { prompt };
  return { model, ...asking, max_tokens: answerTokens, temperature: 1 };
}

async function readStream(
  response: IncomingMessage,
  options: Parameters<typeof readAnswer>[1],
): Promise<Asked<ReadAnswer>> {
  const type = response.headers['content-type'] ?? '';
  if (!/^text\/event-stream\b/i.test(type)) {
    return { ok: false, refusal: { failure: 'content-type', said: plainText(type) } };
  }
  return { ok: true, value: await readAnswer(response, options) };
}

function brokenBy({ failure, said }: Refusal): ReadAnswer {
  return { chunksAt: [], usage: null, failure, said };
}
