import type { Decision } from '../cost/decision/decision.ts';
import type { ResolveContext } from '../cost/decision/resolve-context.ts';
import type { Scenario } from '../cost/decision/scenario.ts';
import type { ScenarioId } from '../ids.ts';
import type { MarketFacts } from '../market/lab.ts';
import type { MarketScenario } from '../market/scenario.ts';

/** A scenario as it is kept: a decision, or a question of the market lab. */
export interface Stored<Body> {
  readonly id: ScenarioId;
  readonly scenario: Body;
  /** Counts from 1; each save that changes something makes a new one, and none is ever overwritten. */
  readonly version: number;
  readonly createdAt: string;
  readonly changedAt: string;
}

export type StoredScenario = Stored<Scenario>;
export type StoredMarketScenario = Stored<MarketScenario>;

/** Requests about the market lab. */
export interface MarketRequests {
  /** The sheets that the market lab works with. */
  'market.facts': { params: null; result: MarketFacts };
  /** The last changed first. */
  'market.list': { params: null; result: readonly StoredMarketScenario[] };
  /** By id, or by a name that only one has. */
  'market.get': { params: { readonly scenario: string }; result: StoredMarketScenario };
  /** The newest first. */
  'market.versions': {
    params: { readonly scenario: string };
    result: readonly StoredMarketScenario[];
  };
  /** Null keeps it anew. */
  'market.save': {
    params: { readonly id: ScenarioId | null; readonly scenario: MarketScenario };
    result: StoredMarketScenario;
  };
  /** Null takes a name that says of which it is a copy. */
  'market.duplicate': {
    params: { readonly scenario: string; readonly name: string | null };
    result: StoredMarketScenario;
  };
  'market.delete': { params: { readonly id: ScenarioId }; result: null };
  'market.undelete': { params: { readonly id: ScenarioId }; result: StoredMarketScenario };
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
