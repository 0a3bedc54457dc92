import { NO_CHOICES, NO_WEIGHTS, type Scenario } from '../scenario.ts';

/** A small firm's chatbot: office hours, a workstation with one card against an API. */
export const CHATBOT: Scenario = {
  version: 1,
  name: 'A small firm’s chatbot',
  work: 'serving',
  region: null,
  currency: null,
  start: null,
  choices: {
    ...NO_CHOICES,
    gpu: 'GeForce RTX 4090',
    servedModel: 'gpt-oss-20b',
    // Share of a day's questions by the hour: few at night, most before and after lunch.
    hourlyProfile: [1, 1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 6, 8, 10, 9, 7, 4, 2, 2, 1, 1, 1, 1],
    weeklyProfile: [1, 1, 1, 1, 1, 0.3, 0.3],
  },
  inputs: {
    'work.requestsPerDay': { base: 20_000, low: 10_000, high: 40_000 },
    'work.inputTokens': { base: 1500 },
    'work.outputTokens': { base: 300 },
    'work.growthPerYear': { base: 0.2, low: 0, high: 0.5 },
    'work.latencySeconds': { base: 20 },
  },
  weights: NO_WEIGHTS,
};
