import type { RecipeChange } from '../../../../app/dataset/audit/fixes.ts';
import {
  type ColumnSelection,
  type RecipeStep,
  STEP_KINDS,
} from '../../../../app/dataset/recipes/recipe-steps.ts';
import { listText } from '../../../../app/list-text.ts';
import { isMessageKey } from '../../../../app/text.ts';
import type { Locale } from '../../../locale.svelte.ts';
import { argumentOf, STEP_FIELDS, type StepField } from './step-fields.ts';

/** A step in a few words: `Scale: standard`. */
export function stepTitle(step: RecipeStep, locale: Locale): string {
  const kind = locale.text(`recipe.step.${step.kind}`);
  const decider = STEP_FIELDS[step.kind].find((field) => field.kind === 'choice' && field.decides);
  const chosen = decider === undefined ? undefined : argumentOf(step, decider.name);
  const key = `recipe.choice.${String(chosen)}`;
  if (chosen === undefined || !isMessageKey(key)) return kind;
  return locale.text('recipe.step-chosen', { step: kind, choice: locale.text(key) });
}

/** What an argument is called, or a flag that is set; its name where there is no word for it. */
export function fieldWord(
  group: 'recipe.argument' | 'recipe.flag',
  { called, name }: StepField,
  locale: Locale,
): string {
  return wordOf(group, called ?? name, locale);
}

/** What a choice is called; its name where there is no word for it. */
export function choiceWord(field: StepField, choice: string, locale: Locale): string {
  const words = field.kind === 'choice' ? field.words : undefined;
  return wordOf(words ?? 'recipe.choice', choice, locale);
}

function wordOf(group: string, name: string, locale: Locale): string {
  const key = `${group}.${name}`;
  return isMessageKey(key) ? locale.text(key) : name;
}

/**
 * Arguments of a step in a few words.
 * @param join what stands between them
 */
export function argumentsText(
  fields: readonly StepField[],
  values: Readonly<Record<string, unknown>>,
  locale: Locale,
  join = ' · ',
): string {
  const words = fields.flatMap((field) => {
    const value = values[field.name] ?? ('usual' in field ? field.usual : null);
    if (value === null || value === undefined || value === false) return [];
    if (typeof value === 'number') {
      const isShare = field.kind === 'number' && field.isShare === true;
      return [isShare ? locale.percent(value, decimalsOf(value)) : locale.number(value)];
    }
    if (value === true) return [fieldWord('recipe.flag', field, locale)];
    // A column may be called as a choice is.
    const isChoice = field.kind === 'choice' || field.kind === 'several';
    const told = (one: unknown) =>
      isChoice ? choiceWord(field, String(one), locale) : String(one);
    const all = Array.isArray(value) ? value.map(told) : [told(value)];
    return all.length === 0 ? [] : [listText(all, locale.language)];
  });
  return words.join(join);
}

/** Digits behind the point that a share in percent has: 1 for 0.875, none for 0.9. */
function decimalsOf(share: number): number {
  return Number.isInteger(Number((share * 100).toPrecision(12))) ? 0 : 1;
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
