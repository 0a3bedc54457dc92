import { NO_CHOICES, NO_WEIGHTS, type Scenario } from './scenario.ts';

/** Runs a month that a scenario of a stored run starts from: one each working day. */
const RUNS_PER_MONTH = 20;

/** A stored run as a decision: is training like it cheaper here, or rented? */
export function scenarioOfRun(run: { readonly id: string; readonly name: string }): Scenario {
  return {
    version: 1,
    name: run.name,
    work: 'training',
    region: null,
    currency: null,
    start: null,
    choices: { ...NO_CHOICES, run: run.id },
    inputs: { 'work.runsPerMonth': { base: RUNS_PER_MONTH, low: 5, high: 60 } },
    weights: NO_WEIGHTS,
  };
}
