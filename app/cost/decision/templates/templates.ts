import { fail, ok, type Result } from '../../../errors.ts';
import type { Scenario } from '../scenario.ts';
import { CHATBOT } from './chatbot.ts';
import { LAB } from './lab.ts';
import { RESEARCHER } from './researcher.ts';

/** Scenarios to start from, filled in; `scenario.template.<id>` names and `…-text` explains them. */
export const SCENARIO_TEMPLATES = {
  chatbot: CHATBOT,
  lab: LAB,
  researcher: RESEARCHER,
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioTemplateId = keyof typeof SCENARIO_TEMPLATES;
export const SCENARIO_TEMPLATE_IDS = Object.keys(
  SCENARIO_TEMPLATES,
) as readonly ScenarioTemplateId[];

/** A template by its id. Fails with `cost/choice-unknown`. */
export function scenarioTemplate(id: string): Result<Scenario> {
  const found = SCENARIO_TEMPLATE_IDS.find((known) => known === id);
  if (found === undefined)
    return fail({ code: 'cost/choice-unknown', choice: 'template', value: id });
  return ok(SCENARIO_TEMPLATES[found]);
}
