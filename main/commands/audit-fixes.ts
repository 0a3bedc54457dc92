import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { AuditReport } from '../../app/dataset/audit/finding.ts';
import {
  type AuditFix,
  type FixContext,
  fixAll,
  fixingOf,
  type RecipeChange,
  withChange,
} from '../../app/dataset/audit/fixes.ts';
import type { Recipe } from '../../app/dataset/dataset.ts';
import { importProgressText, ProgressMeter } from '../../app/dataset/import-progress-text.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { shellText } from '../../app/shell-text.ts';
import { text } from '../../app/text.ts';
import type { Answer, VerbContext } from './verb.ts';
import { writeOut } from './write-out.ts';

export interface FixOptions {
  /** Numbers of findings, each with a letter for another way than the first, or `all`. */
  readonly fix: readonly string[];
  readonly name?: string;
  /** A file; true where it is to be printed. */
  readonly fixedRecipe?: string | true;
}

const ALL = 'all';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** How a fix is called for: `2`, or `2b` for the second way to settle the second finding. */
export function fixNumber(finding: number, which: number): string {
  return `${finding + 1}${which === 0 ? '' : LETTERS[which]}`;
}

/** Prepares what a dataset keeps by its recipe with some fixes, into a dataset of its own. */
export async function applyFixes(
  { client, language, progress, onInterrupt }: VerbContext,
  report: AuditReport,
  context: FixContext,
  options: FixOptions,
): Promise<Result<Answer>> {
  const { name } = options;
  if (name === undefined) return fail(invalid('--name', 'text'));
  const chosen = chosenFixes(report, context, options.fix);
  if (!chosen.ok) return chosen;
  const recipe = await fixedRecipe({ client }, report.dataset, chosen.value.changes);
  if (!recipe.ok) return recipe;
  const token = randomUUID();
  const meter = new ProgressMeter();
  const unsubscribe = client.subscribe('import.progress', (event) => {
    if (event.token !== token) return;
    const done = importProgressText(event, meter.elapsedMs(event, performance.now()), language);
    progress(event.total === null ? null : event.done / event.total, `${name}  ${done}`);
  });
  onInterrupt(() => void client.request('datasets.cancel-import', { token }));
  const applied = await client.request('recipes.apply', {
    ...{ dataset: report.dataset, name, recipe: recipe.value },
    token,
  });
  unsubscribe();
  if (!applied.ok) return applied;
  const words = {
    name: applied.value.name,
    fixes: options.fix.join(text(language, 'audit.and')),
    shell: shellText(applied.value.name),
  };
  return ok({ json: { dataset: applied.value }, text: text(language, 'cli.audit-fixed', words) });
}

/** Writes, or prints, a dataset's recipe with the fixes that are asked for, or with all. */
export async function writeFixed(
  { client, language }: VerbContext,
  report: AuditReport,
  context: FixContext,
  { fix, fixedRecipe: file }: FixOptions,
  reportText: () => string,
): Promise<Result<Answer>> {
  const chosen = chosenFixes(report, context, fix.length > 0 ? fix : [ALL]);
  if (!chosen.ok) return chosen;
  const recipe = await fixedRecipe({ client }, report.dataset, chosen.value.changes);
  if (!recipe.ok) return recipe;
  if (file === true || file === undefined) {
    // Nothing else, so that it may be put into a file as it is.
    const json = { ...report, fixedRecipe: recipe.value };
    return ok({ json, text: JSON.stringify(recipe.value, null, 2) });
  }
  const path = resolve(file);
  const fault = await writeOut(path, `${JSON.stringify(recipe.value, null, 2)}\n`);
  if (fault !== null) return fail(fault);
  const told = text(language, 'cli.recipe-written', { path });
  return ok({ json: { ...report, fixedRecipe: path }, text: [reportText(), told].join('\n\n') });
}

async function fixedRecipe(
  { client }: Pick<VerbContext, 'client'>,
  dataset: string,
  changes: readonly RecipeChange[],
): Promise<Result<Recipe>> {
  const shown = await client.request('recipes.show', { dataset });
  if (!shown.ok) return shown;
  // Pictures have none until one changes them.
  const recipe: Recipe = shown.value.recipe ?? { version: 1, steps: [] };
  return ok(changes.reduce(withChange, recipe));
}

function chosenFixes(
  { findings }: AuditReport,
  context: FixContext,
  asked: readonly string[],
): Result<{ readonly changes: readonly RecipeChange[] }> {
  if (asked.includes(ALL)) return ok({ changes: fixAll(findings, context) });
  const known = new Map<string, AuditFix>(
    findings.flatMap((finding, at) =>
      fixingOf(finding, context).fixes.map((fix, which) => [fixNumber(at, which), fix] as const),
    ),
  );
  const changes: RecipeChange[] = [];
  for (const number of asked) {
    const fix = known.get(number.toLowerCase());
    if (fix === undefined) {
      return fail(invalid(`--fix ${number}`, [...known.keys(), ALL].join(' | ')));
    }
    changes.push(fix.change);
  }
  return ok({ changes });
}

function invalid(subject: string, expected: string): AppError {
  return { code: 'usage/invalid', problem: 'value-invalid', subject, expected };
}
