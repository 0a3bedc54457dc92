import type { Work } from './input-rule.ts';
import type { InputId } from './inputs.ts';

/** A figure of the user's own, in place of the default. */
export interface ScenarioInput {
  readonly base: number;
  /** Without them the range is that of the default, moved along with base. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Why, in the user's words. */
  readonly note?: string | undefined;
  /** Of an amount of money: USD where it is left out, else the currency of the scenario or of its region's country. */
  readonly currency?: string | undefined;
}

/** Rows of the sheets and things measured that inputs take their defaults from. */
export interface ScenarioChoices {
  /** A card of `gpus`, for the machine of one's own. */
  readonly gpu: string | null;
  /** `provider/instance type/region` of `cloud_gpu_prices` or `cloud_cpu_prices`; null: the cheapest. */
  readonly rentOffer: string | null;
  /** `provider/model` of `api_prices`; null: the cheapest for this work that meets the quality floor. */
  readonly apiModel: string | null;
  /** Model of open weights that is served or trained: an id of `SERVED_MODELS`. */
  readonly servedModel: string | null;
  /** Least quality index of a model behind an API; null: that of the served model. */
  readonly qualityFloor: number | null;
  /** A stored measurement of one's own server. */
  readonly measurement: string | null;
  /** A stored run of this machine: the training that is to be repeated. */
  readonly run: string | null;
  /** 24 shares of a day's work, from midnight; any unit, only their proportion counts. */
  readonly hourlyProfile: readonly number[] | null;
  /** 7 shares of a week's work, from Monday. */
  readonly weeklyProfile: readonly number[] | null;
}

/** What it is worth to the user that data and models stay in the house: never hidden in other figures. */
export interface ScenarioWeights {
  /** Share of its cost that an option is charged on top when all of the work leaves the house. */
  readonly privacy: number;
  /** Share of its cost that an option is charged on top when it depends wholly on another's terms. */
  readonly control: number;
}

/**
 * A decision to be made, as people keep and share it: only what they set themselves. The same scenario
 * with the same sheets gives the same answer.
 */
export interface Scenario {
  readonly version: 1;
  readonly name: string;
  readonly work: Work;
  /** Region of `electricity_prices`; null: as in the settings. */
  readonly region: string | null;
  /** ISO 4217, in which amounts are shown; null: that of the region's country. */
  readonly currency: string | null;
  /** First month, `YYYY-MM`; null: the current one. */
  readonly start: string | null;
  readonly choices: ScenarioChoices;
  readonly inputs: Readonly<Partial<Record<InputId, ScenarioInput>>>;
  readonly weights: ScenarioWeights;
}

export const NO_CHOICES: ScenarioChoices = {
  gpu: null,
  rentOffer: null,
  apiModel: null,
  servedModel: null,
  qualityFloor: null,
  measurement: null,
  run: null,
  hourlyProfile: null,
  weeklyProfile: null,
};

export const NO_WEIGHTS: ScenarioWeights = { privacy: 0, control: 0 };
