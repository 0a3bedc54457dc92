import type { InputId } from '../../../../app/cost/decision/inputs.ts';
import type { ScenarioChoices } from '../../../../app/cost/decision/scenario.ts';
import {
  SCENARIO_TEMPLATE_IDS,
  type ScenarioTemplateId,
} from '../../../../app/cost/decision/templates/templates.ts';

/** What a wizard asks: all else has the template's figure or a sourced default. */
export interface Wizard {
  readonly choices: readonly (keyof ScenarioChoices)[];
  readonly questions: readonly InputId[];
}

export const WIZARDS: Readonly<Record<ScenarioTemplateId, Wizard>> = {
  chatbot: {
    choices: ['servedModel', 'gpu'],
    questions: [
      'work.requestsPerDay',
      'work.inputTokens',
      'work.outputTokens',
      'work.growthPerYear',
      'own.adminHoursPerMonth',
    ],
  },
  lab: {
    choices: ['gpu'],
    questions: [
      'work.runsPerMonth',
      'work.tokensPerRun',
      'model.denseParameters',
      'own.hostPriceUsd',
      'own.maxUtilisation',
      'own.adminHoursPerMonth',
    ],
  },
  researcher: {
    choices: ['run', 'gpu'],
    questions: [
      'work.runsPerMonth',
      'work.tokensPerRun',
      'own.gpuPriceUsd',
      'own.yearsKept',
      'own.adminHoursPerMonth',
    ],
  },
};

export function isWizard(id: string | undefined): id is ScenarioTemplateId {
  return SCENARIO_TEMPLATE_IDS.some((known) => known === id);
}
