import type { InputGroup, InputRule, Work } from './input-rule.ts';
import { API_INPUTS } from './inputs-api.ts';
import { RENT_INPUTS } from './inputs-elsewhere.ts';
import { COMMON_INPUTS, OWN_INPUTS } from './inputs-own.ts';
import {
  LOAD_INPUTS,
  MEASURED_INPUTS,
  MODEL_INPUTS,
  REACH_INPUTS,
  WORK_INPUTS,
} from './inputs-work.ts';

const CATALOGUE = {
  ...WORK_INPUTS,
  ...MODEL_INPUTS,
  ...REACH_INPUTS,
  ...MEASURED_INPUTS,
  ...OWN_INPUTS,
  ...LOAD_INPUTS,
  ...COMMON_INPUTS,
  ...RENT_INPUTS,
  ...API_INPUTS,
} as const satisfies Readonly<Record<string, InputRule>>;

/** Names an input of a decision: `own.gpuPriceUsd`. */
export type InputId = keyof typeof CATALOGUE;

/** Every numeric input that a decision follows from. Nothing else lists inputs. */
export const INPUTS: Readonly<Record<InputId, InputRule>> = CATALOGUE;

/** In the order of the flat vector. */
export const INPUT_IDS = Object.keys(CATALOGUE) as readonly InputId[];

/** Place of each input in the flat vector. */
export const INPUT_INDEX = Object.freeze(
  Object.fromEntries(INPUT_IDS.map((id, index) => [id, index])),
) as Readonly<Record<InputId, number>>;

/** The part of a form that an input stands in: what its name begins with. */
export function groupOf(id: InputId): InputGroup {
  return id.slice(0, id.indexOf('.')) as InputGroup;
}

/** Whether an input is an amount of money, which may be given in another currency. */
export function isMoney(id: InputId): boolean {
  return INPUTS[id].unit.startsWith('USD');
}

/** Inputs that matter for a kind of work, in catalogue order. */
export function inputsOf(work: Work): readonly InputId[] {
  return INPUT_IDS.filter((id) => INPUTS[id].works.includes(work));
}
