import type { RecipeChange } from '../../../../app/dataset/audit/fixes.ts';
import {
  type ColumnSelection,
  type RecipeStep,
  STEP_KINDS,
} from '../../../../app/dataset/recipes/recipe-steps.ts';
import { isMessageKey } from '../../../../app/text.ts';
import type { Locale } from '../../../locale.svelte.ts';
import { argumentOf, STEP_FIELDS } from './step-fields.ts';

/** A step in a few words: `Scale: standard`. */
export function stepTitle(step: RecipeStep, locale: Locale): string {
  const kind = locale.text(`recipe.step.${step.kind}`);
  const decider = STEP_FIELDS[step.kind].find((field) => field.kind === 'choice' && field.decides);
  const chosen = decider === undefined ? undefined : argumentOf(step, decider.name);
  const key = `recipe.choice.${String(chosen)}`;
  if (chosen === undefined || !isMessageKey(key)) return kind;
  return locale.text('recipe.step-chosen', { step: kind, choice: locale.text(key) });
}

/** What a step works on, in words. */
export function stepColumns(step: RecipeStep, locale: Locale): string {
  if (step.kind === 'rename') return `${step.column} → ${step.to}`;
  if ('rows' in step) {
    return locale.text('recipe.of-rows', { rows: locale.count(step.rows.length) });
  }
  if ('groups' in step) {
    return locale.text('recipe.of-groups', { groups: locale.count(step.groups.length) });
  }
  return 'columns' in step ? selectionText(step.columns, locale) : '';
}

function selectionText(selection: ColumnSelection, locale: Locale): string {
  if ('pattern' in selection) return selection.pattern;
  const separator = locale.language === 'zh' ? '、' : ', ';
  if ('type' in selection) {
    const types = typeof selection.type === 'string' ? [selection.type] : selection.type;
    const words = types.map((type) => locale.text(`column-type.${type}`)).join(separator);
    return locale.text('recipe.of-types', { types: words });
  }
  return selection.length === 0 ? locale.text('recipe.no-columns') : selection.join(separator);
}

/** The step that a failure's place is in: 2 for `steps[2].columns[0]`; null for none. */
export function faultyStep(place: string): number | null {
  const found = /^steps\[(\d+)\]/.exec(place)?.[1];
  return found === undefined ? null : Number(found);
}

/** A change of a recipe as an address holds it; null where there is none. What is wrong with it, trying it tells. */
export function readChange(json: string | undefined): RecipeChange | null {
  if (json === undefined) return null;
  try {
    const change: unknown = JSON.parse(json);
    if (typeof change !== 'object' || change === null) return null;
    const isKnown = 'split' in change || 'withoutValue' in change;
    return isKnown || ('step' in change && isStep(change.step)) ? (change as RecipeChange) : null;
  } catch {
    return null;
  }
}

function isStep(step: unknown): boolean {
  const kind = typeof step === 'object' && step !== null && 'kind' in step ? step.kind : null;
  return STEP_KINDS.some((known) => known === kind);
}
