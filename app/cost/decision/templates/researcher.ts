import { NO_CHOICES, NO_WEIGHTS, type Scenario } from '../scenario.ts';

/** A researcher's card: some long training runs a month on one's own workstation, or rented by the hour. */
export const RESEARCHER: Scenario = {
  version: 1,
  name: 'A researcher’s GPU',
  work: 'training',
  region: null,
  currency: null,
  start: null,
  choices: { ...NO_CHOICES, gpu: 'GeForce RTX 4090' },
  inputs: {
    'work.runsPerMonth': { base: 12, low: 6, high: 24 },
    'work.tokensPerRun': { base: 3e9, low: 2e9, high: 5e9 },
    'model.denseParameters': { base: 3.5e8 },
    'own.adminHoursPerMonth': { base: 1, low: 0.5, high: 3 },
    'own.maxUtilisation': { base: 0.8, low: 0.6, high: 0.95 },
  },
  weights: NO_WEIGHTS,
};
