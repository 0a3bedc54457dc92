import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { auditStageText } from '../../app/dataset/audit/audit-progress.ts';
import type { AuditExample, AuditFinding, AuditReport } from '../../app/dataset/audit/finding.ts';
import {
  findingText,
  placesText,
  remedyText,
  scopeText,
} from '../../app/dataset/audit/finding-text.ts';
import { fixOf, withFixes } from '../../app/dataset/audit/fix-step.ts';
import type { Recipe } from '../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { shellText } from '../../app/shell-text.ts';
import { text } from '../../app/text.ts';
import {
  asksForLabels,
  auditLabels,
  compareLabels,
  type LabelOptions,
  retrainLabels,
} from './audit-labels.ts';
import { collected } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';
import { writeOut } from './write-out.ts';

/** The page shows more. */
const EXAMPLES = 2;
const LONGEST_STEP = 120;

interface AuditOptions extends LabelOptions {
  /** A file; true where it is to be printed. */
  readonly fixedRecipe?: string | true;
}

export const declareAudit: DeclareCommand = (program, runner, words) => {
  program
    .command('audit')
    .description(text(words, 'cli.help.audit'))
    .argument('<name>', text(words, 'cli.help.dataset'))
    .option('--fixed-recipe [file]', text(words, 'cli.help.audit-fixed'))
    .option('--labels', text(words, 'cli.help.audit-labels'))
    .option('--group <run>', text(words, 'cli.help.audit-group'))
    .option('--limit <n>', text(words, 'cli.help.audit-limit'), '20')
    .option('--relabel <row>', text(words, 'cli.help.audit-relabel'), collected, [])
    .option('--exclude <row>', text(words, 'cli.help.audit-exclude'), collected, [])
    .option('--name <name>', text(words, 'cli.help.audit-name'))
    .option('--retrain', text(words, 'cli.help.audit-retrain'))
    .option('--compare', text(words, 'cli.help.audit-compare'))
    .action((dataset: string, options: AuditOptions, command: Command) =>
      runner.onHost(command, async (context) => {
        if (options.retrain === true) return retrainLabels(context, dataset);
        if (options.compare === true) return compareLabels(context, dataset);
        if (asksForLabels(options)) return auditLabels(context, dataset, options);
        const { client, language } = context;
        const token = randomUUID();
        context.onInterrupt(() => void client.request('datasets.cancel-import', { token }));
        const leave = client.subscribe('audit.progress', (event) => {
          if (event.token !== token) return;
          const { stage, done, total } = event;
          context.progress(done / Math.max(1, total), auditStageText(stage, language));
        });
        const audited = await client.request('datasets.audit', { dataset, token });
        leave();
        if (!audited.ok) return audited;
        const fixed = await writeFixed(client, audited.value, options.fixedRecipe);
        if (!fixed.ok) return fixed;
        if (fixed.value !== null && typeof fixed.value !== 'string') {
          // Nothing else, so that it may be put into a file as it is.
          return ok({
            json: { ...audited.value, fixedRecipe: fixed.value },
            text: JSON.stringify(fixed.value, null, 2),
          });
        }
        const told =
          fixed.value === null ? [] : [text(language, 'cli.recipe-written', { path: fixed.value })];
        return ok({
          json: { ...audited.value, ...(fixed.value !== null && { fixedRecipe: fixed.value }) },
          text: [auditText(audited.value, language), ...told].join('\n\n'),
        });
      }),
    );
};

/**
 * Writes a dataset's recipe with a step for each finding that one settles, and returns where; the recipe itself where it
 * is to be printed, null where nothing is asked for.
 */
async function writeFixed(
  client: HostClient,
  { dataset, findings }: AuditReport,
  file: string | true | undefined,
): Promise<Result<string | Recipe | null>> {
  if (file === undefined) return ok(null);
  const shown = await client.request('recipes.show', { dataset });
  if (!shown.ok) return shown;
  const recipe: Recipe = shown.value.recipe ?? { version: 1, steps: [] };
  const fixes = findings.map(fixOf).filter((fix) => fix !== null);
  const fixed = { ...recipe, steps: withFixes(recipe.steps, fixes) };
  if (file === true) return ok(fixed);
  const path = resolve(file);
  const fault = await writeOut(path, `${JSON.stringify(fixed, null, 2)}\n`);
  return fault === null ? ok(path) : fail(fault);
}

function auditText(report: AuditReport, language: Language): string {
  const found = report.findings.map((finding) => partOf(report, finding, language));
  const parts = found.length === 0 ? [text(language, 'audit.clean')] : found;
  return [...parts, scopeText(report, language)].join('\n\n');
}

function partOf({ dataset }: AuditReport, finding: AuditFinding, language: Language): string {
  const severity = text(language, `audit.severity.${finding.severity}`);
  const fix = fixOf(finding);
  // A long step is written by `--fixed-recipe`.
  const step = fix === null ? null : JSON.stringify(fix.step);
  const name = shellText(dataset);
  const lines = [
    ...finding.examples.slice(0, EXAMPLES).map((one) => exampleText(one, language)),
    remedyText(finding, language),
    ...(step === null
      ? []
      : step.length > LONGEST_STEP
        ? [text(language, 'cli.audit-fix-file', { dataset: name })]
        : [text(language, 'cli.audit-fix', { step, dataset: name })]),
  ];
  const title = `[${severity}] ${findingText(finding, language)}`;
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function exampleText(shown: AuditExample, language: Language): string {
  const places = placesText(shown, language);
  return shown.value === ''
    ? text(language, 'cli.audit-example-plain', { places })
    : text(language, 'cli.audit-example', { places, value: shown.value });
}
