import type { EnergySource } from '../../training/run.ts';
import { JOULES_PER_KWH } from '../../units.ts';
import { summaryOf } from './latency.ts';
import type { INPUT_COUNTS, MeasuredLevel, RequestFailure } from './measurement.ts';
import type { RequestRecord } from './request-record.ts';

/** What is known of a level besides its requests. */
export interface LevelFacts {
  readonly concurrency: number;
  /** Tokens of a prompt where the server does not say, and what that rests on. */
  readonly promptTokens: number;
  readonly promptCount: Exclude<(typeof INPUT_COUNTS)[number], 'usage'>;
  /** Counted over the level; null where nothing can be read. */
  readonly energy: { readonly kwh: number; readonly source: EnergySource } | null;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A whole answer with its tokens. */
interface Answer {
  readonly record: RequestRecord;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Makes figures of a level's requests.
 *
 * Rates are taken over the time in which every place was busy: at the end of a level places fall
 * idle one by one, and the whole level would show less than the server can do. Of that time, output
 * counts by when its pieces came, input by when the first piece came, as the prompt has been read
 * then, and a request by the share of it that lies inside.
 * @param records at least one
 */
export function measuredLevel(
  records: readonly RequestRecord[],
  { concurrency, promptTokens, promptCount, energy }: LevelFacts,
): MeasuredLevel {
  const whole = wholeSpan(records);
  const full = fullSpan(records, concurrency) ?? whole;
  const answers = records
    .filter(({ failure }) => failure === null)
    .map((record) => answerOf(record, promptTokens));
  const uncounted = answers.some(({ record }) => counted(record) === null);
  const seconds = length(whole);
  const fullSeconds = length(full);
  const perSecond = (amount: number) => (fullSeconds > 0 ? amount / fullSeconds : 0);
  return {
    concurrency,
    seconds,
    fullSeconds,
    requests: answers.length,
    failures: failuresOf(records),
    inputTokens: total(answers, ({ inputTokens }) => inputTokens),
    outputTokens: total(answers, ({ outputTokens }) => outputTokens),
    inputCount: uncounted ? promptCount : 'usage',
    outputCount: uncounted ? 'chunks' : 'usage',
    requestsPerSecond: perSecond(total(answers, ({ record }) => shareInside(record, full))),
    inputTokensPerSecond: perSecond(total(answers, (answer) => inputInside(answer, full))),
    outputTokensPerSecond: perSecond(total(answers, (answer) => outputInside(answer, full))),
    timeToFirstToken: summaryOf(
      answers.flatMap(({ record: { chunksAt, sentAt } }) =>
        chunksAt.slice(0, 1).map((at) => at - sentAt),
      ),
    ),
    interTokenLatency: summaryOf(answers.flatMap(tokenGaps)),
    endToEnd: summaryOf(answers.map(({ record }) => record.endedAt - record.sentAt)),
    energy:
      energy === null || seconds <= 0
        ? null
        : { ...energy, watts: (energy.kwh * JOULES_PER_KWH) / seconds },
  };
}

function length({ from, to }: Span): number {
  return to - from;
}

function total(answers: readonly Answer[], amount: (answer: Answer) => number): number {
  return answers.reduce((sum, answer) => sum + amount(answer), 0);
}

function wholeSpan(records: readonly RequestRecord[]): Span {
  return {
    from: Math.min(...records.map(({ sentAt }) => sentAt)),
    to: Math.max(...records.map(({ endedAt }) => endedAt)),
  };
}

/** From when the last place began until the first place ended for good; null if that is no time. */
function fullSpan(records: readonly RequestRecord[], concurrency: number): Span | null {
  const places = new Map<number, Span>();
  for (const { place, sentAt, endedAt } of records) {
    const { from, to } = places.get(place) ?? { from: sentAt, to: endedAt };
    places.set(place, { from: Math.min(from, sentAt), to: Math.max(to, endedAt) });
  }
  const spans = [...places.values()];
  const full = {
    from: Math.max(...spans.map(({ from }) => from)),
    to: Math.min(...spans.map(({ to }) => to)),
  };
  return spans.length === concurrency && length(full) > 0 ? full : null;
}

/** The server's own count, where it makes sense. */
function counted({ usage }: RequestRecord): RequestRecord['usage'] {
  return usage !== null && usage.outputTokens > 0 ? usage : null;
}

function answerOf(record: RequestRecord, promptTokens: number): Answer {
  const usage = counted(record);
  return {
    record,
    inputTokens: usage?.inputTokens ?? promptTokens,
    outputTokens: usage?.outputTokens ?? record.chunksAt.length,
  };
}

function shareInside({ sentAt, endedAt }: RequestRecord, { from, to }: Span): number {
  const inside = Math.min(endedAt, to) - Math.max(sentAt, from);
  return endedAt > sentAt ? Math.max(0, inside) / (endedAt - sentAt) : 0;
}

function isInside(at: number, { from, to }: Span): boolean {
  return at > from && at <= to;
}

function inputInside({ record, inputTokens }: Answer, span: Span): number {
  const [first] = record.chunksAt;
  return first !== undefined && isInside(first, span) ? inputTokens : 0;
}

function outputInside({ record: { chunksAt }, outputTokens }: Answer, span: Span): number {
  const inside = chunksAt.filter((at) => isInside(at, span)).length;
  return chunksAt.length === 0 ? 0 : (outputTokens * inside) / chunksAt.length;
}

/** Times between pieces; where these hold several tokens each, an equal part of it for each. */
function tokenGaps({ record: { chunksAt }, outputTokens }: Answer): readonly number[] {
  const tokensPerChunk = Math.max(1, (outputTokens - 1) / Math.max(1, chunksAt.length - 1));
  return chunksAt.slice(1).map((at, index) => (at - (chunksAt[index] ?? at)) / tokensPerChunk);
}

function failuresOf(records: readonly RequestRecord[]): MeasuredLevel['failures'] {
  const failures: Partial<Record<RequestFailure, number>> = {};
  for (const { failure } of records) {
    if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1;
  }
  return failures;
}
