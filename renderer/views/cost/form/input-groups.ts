import type { InputGroup, Work } from '../../../../app/cost/decision/input-rule.ts';
import { groupOf, INPUTS, type InputId, inputsOf } from '../../../../app/cost/decision/inputs.ts';
import type { ScenarioChoices } from '../../../../app/cost/decision/scenario.ts';

/** A folded part of the form. */
export interface FormPart {
  readonly id: 'work' | 'own' | 'rent' | 'api' | 'market';
  readonly groups: readonly InputGroup[];
  /** What is chosen by name, above the figures. */
  readonly choices: readonly (keyof ScenarioChoices)[];
}

export const FORM_PARTS: readonly FormPart[] = [
  {
    id: 'work',
    groups: ['work', 'model'],
    choices: ['run', 'servedModel', 'qualityFloor', 'hourlyProfile'],
  },
  { id: 'own', groups: ['own', 'measured', 'energy', 'reach'], choices: ['gpu', 'measurement'] },
  { id: 'rent', groups: ['rent'], choices: ['rentOffer'] },
  { id: 'api', groups: ['api'], choices: ['apiModel'] },
  { id: 'market', groups: ['market', 'finance'], choices: [] },
];

/** Besides what must be given and what can turn the answer, what most people want to see at once. */
const ALSO_FIRST: readonly InputId[] = [
  'own.gpus',
  'own.yearsKept',
  'own.resaleShare',
  'work.horizonMonths',
  'rent.spotShare',
  'api.cacheHitShare',
  'finance.discountRate',
  'measured.outputTokensPerSecond',
  'measured.hoursPerRun',
];

/** The figures of a part for a kind of work: those that matter first, and the rest. */
export function figuresOf(
  part: FormPart,
  work: Work,
): { readonly first: readonly InputId[]; readonly more: readonly InputId[] } {
  const all = inputsOf(work)
    .filter((id) => part.groups.includes(groupOf(id)))
    .sort(
      (left, right) => part.groups.indexOf(groupOf(left)) - part.groups.indexOf(groupOf(right)),
    );
  return { first: all.filter(isFirst), more: all.filter((id) => !isFirst(id)) };
}

/** What can turn the answer, but only of work that few have. */
const LATER: readonly InputId[] = ['api.longInputUsdPerMtok', 'api.longOutputUsdPerMtok'];

function isFirst(id: InputId): boolean {
  const { origin, flips } = INPUTS[id];
  if (LATER.includes(id)) return false;
  return origin.from === 'user' || flips === true || ALSO_FIRST.includes(id);
}
