import type { Decision } from '../cost/decision/decision.ts';
import type { ResolveContext } from '../cost/decision/resolve-context.ts';
import type { Scenario } from '../cost/decision/scenario.ts';
import type { ScenarioId } from '../ids.ts';

/** A scenario as it is kept. */
export interface StoredScenario {
  readonly id: ScenarioId;
  readonly scenario: Scenario;
  /** Counts from 1; each save that changes something makes a new one, and none is ever overwritten. */
  readonly version: number;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** Requests about decisions between owning, renting and an API. */
export interface ScenarioRequests {
  /** Works a scenario out: own, rent, API and hybrid side by side. */
  'cost.decide': { params: { readonly scenario: Scenario }; result: Decision };
  /** A stored run as a scenario to start from: its time and energy here are the own side. */
  'cost.scenario-of-run': { params: { readonly run: string }; result: Scenario };

  /** The last changed first. */
  'scenarios.list': { params: null; result: readonly StoredScenario[] };
  /** By id, or by a name that only one has. */
  'scenarios.get': { params: { readonly scenario: string }; result: StoredScenario };
  /** The newest first. */
  'scenarios.versions': {
    params: { readonly scenario: string };
    result: readonly StoredScenario[];
  };
  /** Null keeps it anew. */
  'scenarios.save': {
    params: { readonly id: ScenarioId | null; readonly scenario: Scenario };
    result: StoredScenario;
  };
  /** Null takes a name that says of which it is a copy. */
  'scenarios.duplicate': {
    params: { readonly scenario: string; readonly name: string | null };
    result: StoredScenario;
  };
  /** Keeps the scenario of a file's text. */
  'scenarios.import': { params: { readonly text: string }; result: StoredScenario };
  'scenarios.delete': { params: { readonly id: ScenarioId }; result: null };
  'scenarios.undelete': { params: { readonly id: ScenarioId }; result: StoredScenario };
  /** All that scenarios are resolved against, so that a page can decide as one types. */
  'scenarios.context': {
    params: { readonly measurement: string | null; readonly run: string | null };
    result: ResolveContext;
  };
}
