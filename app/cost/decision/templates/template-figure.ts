import type { InputId } from '../inputs.ts';
import type { Scenario, ScenarioInput } from '../scenario.ts';
import { SCENARIO_TEMPLATES } from './templates.ts';

const TEMPLATES: readonly Scenario[] = Object.values(SCENARIO_TEMPLATES);

/** Whether a scenario's figure is one that a template came with, and nobody has changed or noted why they keep it. */
export function isTemplateFigure(id: InputId, given: ScenarioInput): boolean {
  if (given.note !== undefined || given.currency !== undefined) return false;
  return TEMPLATES.some(({ inputs }) => {
    const own = inputs[id];
    return own?.base === given.base && own.low === given.low && own.high === given.high;
  });
}
