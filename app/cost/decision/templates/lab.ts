import { NO_CHOICES, NO_WEIGHTS, type Scenario } from '../scenario.ts';

/** A teaching lab: thirty students who each train a small model a few times a week in term. */
export const LAB: Scenario = {
  version: 1,
  name: 'A lab of 30 machines',
  work: 'training',
  region: null,
  currency: null,
  start: null,
  choices: { ...NO_CHOICES, gpu: 'GeForce RTX 4060 Ti 16GB' },
  inputs: {
    // As many as thirty machines do in lessons.
    'work.runsPerMonth': { base: 340, low: 200, high: 600 },
    'work.tokensPerRun': { base: 1e9, low: 5e8, high: 2e9 },
    'model.denseParameters': { base: 5e7 },
    'reach.training': { base: 0.2, low: 0.1, high: 0.35 },
    'own.hostPriceUsd': { base: 700, low: 500, high: 1000 },
    'own.hostIdleWatts': { base: 0 },
    // Switched off outside lessons, and busy in lessons only.
    'own.idleShare': { base: 0 },
    'own.maxUtilisation': { base: 0.15, low: 0.1, high: 0.25 },
    'own.adminHoursPerMonth': { base: 0.5, low: 0.2, high: 1 },
    'own.yearsKept': { base: 5, low: 4, high: 6 },
  },
  weights: NO_WEIGHTS,
};
