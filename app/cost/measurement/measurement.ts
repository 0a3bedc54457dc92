import type { AppError } from '../../errors.ts';
import type { MeasurementId } from '../../ids.ts';
import type { EnergySource } from '../../training/run.ts';

/**
 * What a server of language models did under load: the measured side of serving one's own model.
 * Times are seconds unless their name says otherwise.
 */

/** Which of the two OpenAI-compatible interfaces was asked. */
export const SERVING_APIS = ['chat', 'completions'] as const;
export type ServingApi = (typeof SERVING_APIS)[number];

/** The load a server is put under; the same for every concurrency. */
export interface ServingLoad {
  /** Tokens that each prompt was to have; what the server counted is in the levels. */
  readonly promptTokens: number;
  /** Most tokens of an answer; servers that can are asked for exactly as many. */
  readonly answerTokens: number;
  /** Tokens at the start of every prompt that all share; 0 leaves a prefix cache nothing to reuse. */
  readonly sharedTokens: number;
  /** Requests in flight at a time, one level each, ascending. */
  readonly concurrencies: readonly number[];
  /** Most requests of a level; each of its places sends at least one. */
  readonly requests: number;
  /** A level begins no request after so long; those in flight may end. */
  readonly seconds: number;
  /** An answer that is not whole after so long has failed. */
  readonly timeoutSeconds: number;
}

/** Why a request brought no whole answer. */
export const REQUEST_FAILURES = [
  'unreachable',
  'connection-lost',
  'timeout',
  'unauthorized',
  'rate-limited',
  'client-error',
  'server-error',
  'redirect',
  'content-type',
  'malformed',
  'incomplete',
  'empty',
  'too-long',
] as const;
export type RequestFailure = (typeof REQUEST_FAILURES)[number];

/**
 * A distribution of seconds. Quantile p of n ascending values x₀ … xₙ₋₁ is interpolated linearly at
 * position (n − 1)p, as NumPy and R (type 7) do it.
 */
export interface LatencySummary {
  /** Values it is made of: of fewer than 100, p99 is hardly more than the largest. */
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Where a count of tokens comes from: what the server said of each answer (`usage`); the pieces it
 * streamed, of which one can hold several tokens (`chunks`); the length of the prompt by what the
 * server said of another (`calibrated`) or, at worst, its words (`words`).
 */
export const INPUT_COUNTS = ['usage', 'calibrated', 'words'] as const;
export const OUTPUT_COUNTS = ['usage', 'chunks'] as const;

/** Whether a processor tells the energy it used, and lets this user read it. */
export const PROCESSOR_COUNTERS = ['readable', 'forbidden', 'absent'] as const;

/** What one concurrency gave. Answers that failed count in `failures` only. */
export interface MeasuredLevel {
  readonly concurrency: number;
  /** From the first request until the last answer. */
  readonly seconds: number;
  /** Of these, the time in which every place was busy: rates are taken over it. */
  readonly fullSeconds: number;
  /** Whole answers. */
  readonly requests: number;
  readonly failures: Readonly<Partial<Record<RequestFailure, number>>>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly inputCount: (typeof INPUT_COUNTS)[number];
  readonly outputCount: (typeof OUTPUT_COUNTS)[number];
  readonly requestsPerSecond: number;
  readonly inputTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
  /** Null where no answer was whole. */
  readonly timeToFirstToken: LatencySummary | null;
  /** Between two tokens of one answer; null where none has two. */
  readonly interTokenLatency: LatencySummary | null;
  /** From the request until the end of the answer. */
  readonly endToEnd: LatencySummary | null;
  /** Null where no counter could be read, or the server is another machine. */
  readonly energy: {
    readonly kwh: number;
    readonly source: EnergySource;
    /** Mean power over the level, watts. */
    readonly watts: number;
  } | null;
}

/** A measurement as the store keeps it. */
export interface Measurement {
  readonly id: MeasurementId;
  readonly name: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Why levels are missing, of a measurement kept all the same; null of a whole one. */
  readonly cutShortBy: AppError | null;
  readonly server: {
    /** Up to and with `/v1`; without names, passwords and queries. */
    readonly url: string;
    readonly api: ServingApi;
    readonly model: string;
    /** As it tells, e.g. `llama.cpp`, `Ollama`, `vLLM`. */
    readonly software: string | null;
    readonly version: string | null;
  };
  readonly load: ServingLoad;
  /** The machine that measured. */
  readonly machine: {
    /** Whether the server ran on it, too; otherwise these facts are not the server's. */
    readonly hasServer: boolean;
    /** Runs that trained on it when it began or ended: they take from a server beside them. */
    readonly trainingRuns: number;
    /** Its processor's energy counter; left out of measurements from before this was kept. */
    readonly processorCounter?: (typeof PROCESSOR_COUNTERS)[number] | undefined;
    readonly cpuModel: string;
    /** Physical cores. */
    readonly cpuCores: number;
    readonly memoryBytes: number;
    readonly gpu: string | null;
    readonly platform: string;
    readonly hearthVersion: string;
  };
  /** In ascending concurrency. */
  readonly levels: readonly MeasuredLevel[];
}

/** How far a measurement has come. */
export interface MeasurementProgress {
  /** Chosen by who started it. */
  readonly token: string;
  readonly url: string;
  readonly phase: 'connecting' | 'warm-up' | 'sweep';
  /** Of the level under way; null before the first. */
  readonly level: {
    readonly concurrency: number;
    readonly requests: number;
    readonly plannedRequests: number;
    readonly failures: number;
    readonly seconds: number;
    readonly plannedSeconds: number;
    /** Tokens or chunks that have come so far. */
    readonly outputTokens: number;
  } | null;
  readonly concurrencies: readonly number[];
  readonly finished: readonly MeasuredLevel[];
}
