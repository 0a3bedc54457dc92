import type { ResolveContext } from '../cost/decision/resolve-context.ts';
import type { Scenario } from '../cost/decision/scenario.ts';

/** A scenario as it is kept. */
export interface StoredScenario {
  readonly id: string;
  readonly scenario: Scenario;
  /** Counts from 1; each save that changes something makes a new one. */
  readonly version: number;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** Requests about scenarios, as the page asks them; part of `Requests` once the store of scenarios answers them. */
export interface ScenarioRequests {
  'scenarios.list': { params: null; result: readonly StoredScenario[] };
  'scenarios.get': { params: { readonly scenario: string }; result: StoredScenario };
  'scenarios.save': {
    params: { readonly id: string | null; readonly scenario: Scenario };
    result: StoredScenario;
  };
  /** Keeps the scenario of a file's text. */
  'scenarios.import': { params: { readonly text: string }; result: StoredScenario };
  'scenarios.delete': { params: { readonly id: string }; result: null };
  'scenarios.undelete': { params: { readonly id: string }; result: StoredScenario };
  'scenarios.context': {
    params: { readonly measurement: string | null; readonly run: string | null };
    result: ResolveContext;
  };
}
