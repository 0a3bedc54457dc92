import type { RequestRecord } from '../../app/cost/measurement/request-record.ts';
import { readChunk } from './answer-chunk.ts';
import { EventStream, EventStreamError } from './event-stream.ts';

/** The end of a streamed answer. */
const DONE = '[DONE]';

export interface ReadOptions {
  /** Asked for; a server that goes far beyond does not count. */
  readonly answerTokens: number;
  /** Seconds on a clock that never goes back. */
  readonly now: () => number;
  /** Told of each piece with text. */
  readonly onToken?: () => void;
}

export interface ReadAnswer extends Pick<RequestRecord, 'chunksAt' | 'usage' | 'failure'> {
  /** What the server said went wrong. */
  readonly said: string | null;
}

/**
 * Reads a streamed answer and notes when its pieces come. It ends at `[DONE]`, whatever follows.
 * Throws what the stream throws.
 */
export async function readAnswer(
  pieces: AsyncIterable<Uint8Array>,
  { answerTokens, now, onToken }: ReadOptions,
): Promise<ReadAnswer> {
  const mostChunks = 2 * answerTokens + 16;
  const stream = new EventStream();
  const chunksAt: number[] = [];
  let usage: ReadAnswer['usage'] = null;
  let isWhole = false;
  const broken = (failure: RequestRecord['failure'], said: string | null = null): ReadAnswer => ({
    chunksAt,
    usage,
    failure,
    said,
  });

  for await (const piece of pieces) {
    const at = now();
    const events = eventsIn(stream, piece);
    if (events === null) return broken('malformed');
    for (const data of events) {
      if (data === DONE) return ended();
      const chunk = readChunk(data);
      if (chunk === null) return broken('malformed');
      if (chunk.error !== null) return broken('server-error', chunk.error);
      if (chunk.hasText) {
        chunksAt.push(at);
        onToken?.();
      }
      if (chunksAt.length > mostChunks) return broken('too-long');
      usage = chunk.usage ?? usage;
      isWhole ||= chunk.isLast;
    }
  }
  return isWhole ? ended() : broken('incomplete');

  function ended(): ReadAnswer {
    return broken(chunksAt.length === 0 ? 'empty' : null);
  }
}

/** Null where the stream is none of events. */
function eventsIn(stream: EventStream, piece: Uint8Array): readonly string[] | null {
  try {
    return stream.take(piece);
  } catch (error) {
    if (error instanceof EventStreamError) return null;
    throw error;
  }
}
