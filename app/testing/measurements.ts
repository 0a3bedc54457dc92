import { DEFAULT_LOAD } from '../cost/measurement/load-fields.ts';
import type {
  LatencySummary,
  MeasuredLevel,
  Measurement,
} from '../cost/measurement/measurement.ts';
import type { MeasurementId } from '../ids.ts';

/** A server that does 20 tokens/s for one request, and with each doubling 1.6 times as much. */
export function aMeasurement(overrides: Partial<Measurement> = {}): Measurement {
  return {
    id: 'measurement-1' as MeasurementId,
    name: 'qwen3-8b @ 127.0.0.1:8080',
    startedAt: '2026-08-01T10:00:00.000Z',
    endedAt: '2026-08-01T10:03:20.000Z',
    cutShortBy: null,
    server: {
      url: 'http://127.0.0.1:8080/v1',
      api: 'chat',
      model: 'qwen3-8b',
      software: 'llama.cpp',
      version: 'b6420-a1b2c3d',
    },
    load: DEFAULT_LOAD,
    machine: {
      hasServer: true,
      trainingRuns: 0,
      cpuModel: 'AMD Ryzen 9 7950X',
      cpuCores: 16,
      memoryBytes: 64 * 1024 ** 3,
      gpu: 'NVIDIA GeForce RTX 4090',
      platform: 'linux',
      hearthVersion: '0.1.0',
    },
    levels: DEFAULT_LOAD.concurrencies.map((concurrency) => aMeasuredLevel({ concurrency })),
    ...overrides,
  };
}

export function aMeasuredLevel(overrides: Partial<MeasuredLevel> = {}): MeasuredLevel {
  const { concurrency = 1, requests = 32 } = overrides;
  const perSecond = 20 * 1.6 ** Math.log2(concurrency);
  const { promptTokens, answerTokens } = DEFAULT_LOAD;
  const outputTokens = requests * answerTokens;
  const gap = concurrency / perSecond;
  const seconds = outputTokens / perSecond;
  return {
    concurrency,
    seconds: seconds * 1.05,
    fullSeconds: seconds,
    requests,
    failures: {},
    inputTokens: requests * promptTokens,
    outputTokens,
    inputCount: 'usage',
    outputCount: 'usage',
    requestsPerSecond: perSecond / answerTokens,
    inputTokensPerSecond: (perSecond * promptTokens) / answerTokens,
    outputTokensPerSecond: perSecond,
    timeToFirstToken: aLatencySummary(0.2 * concurrency, requests),
    interTokenLatency: aLatencySummary(gap, outputTokens - requests),
    endToEnd: aLatencySummary(gap * answerTokens, requests),
    energy: { kwh: (seconds * 300) / 3.6e6, source: 'nvidia-smi', watts: 300 / 1.05 },
    ...overrides,
  };
}

function aLatencySummary(seconds: number, count: number): LatencySummary {
  return {
    count,
    mean: seconds,
    p50: seconds * 0.95,
    p95: seconds * 1.3,
    p99: seconds * 1.5,
    max: seconds * 1.6,
  };
}
