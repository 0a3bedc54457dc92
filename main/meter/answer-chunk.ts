import { z } from 'zod';

/**
 * One event of a streamed answer, as far as it matters here.
 * @source OpenAI API reference, "Chat completion chunk" and "Completion"; `reasoning_content` and
 * `reasoning` as llama.cpp, vLLM and Ollama stream what a model thinks
 */
const text = z.string().nullish();
/** More than any answer has; a count beyond is none. */
const tokens = z.number().min(0).max(1e8);
const chunk = z.object({
  choices: z
    .array(
      z.object({
        text,
        finish_reason: z.unknown().optional(),
        delta: z
          .object({
            content: text,
            reasoning_content: text,
            reasoning: text,
            tool_calls: z.unknown().optional(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
  error: z.unknown().optional(),
});

export interface AnswerChunk {
  readonly hasText: boolean;
  readonly isLast: boolean;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | null;
  /** What the server says went wrong. */
  readonly error: string | null;
}

/** Reads an event's data; null if it is not one of an answer. */
export function readChunk(data: string): AnswerChunk | null {
  const parsed = chunk.safeParse(jsonOf(data));
  if (!parsed.success) return null;
  const { choices, usage, error } = parsed.data;
  if (error !== undefined && error !== null) {
    return { hasText: false, isLast: false, usage: null, error: errorMessage(error) };
  }
  if (choices === undefined && usage === undefined) return null;
  const [choice] = choices ?? [];
  const { content, reasoning_content, reasoning, tool_calls } = choice?.delta ?? {};
  return {
    hasText:
      [choice?.text, content, reasoning_content, reasoning].some((piece) => Boolean(piece)) ||
      (Array.isArray(tool_calls) && tool_calls.length > 0),
    isLast: typeof choice?.finish_reason === 'string',
    usage: usage ? countOf(usage) : null,
    error: null,
  };
}

/** The count of an answer that came whole, or null. */
export function usageOf(answer: unknown): AnswerChunk['usage'] {
  const parsed = chunk.safeParse(answer);
  return parsed.success && parsed.data.usage ? countOf(parsed.data.usage) : null;
}

/** The words in an error body: `{error: {message}}`, `{error: "…"}`, `{message}` or `{detail}`. */
export function errorMessage(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return '';
  for (const key of ['error', 'message', 'detail'] as const) {
    if (key in error) {
      const inner = (error as Readonly<Record<string, unknown>>)[key];
      return typeof inner === 'string' ? inner : errorMessage(inner);
    }
  }
  return JSON.stringify(error);
}

function countOf(usage: { readonly prompt_tokens: number; readonly completion_tokens: number }) {
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
  };
}

/** Undefined for what is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
