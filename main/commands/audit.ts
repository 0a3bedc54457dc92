import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { auditStageText } from '../../app/dataset/audit/audit-progress.ts';
import type { AuditExample, AuditFinding, AuditReport } from '../../app/dataset/audit/finding.ts';
import {
  findingText,
  noteText,
  placesText,
  remedyText,
  scopeText,
  severityText,
} from '../../app/dataset/audit/finding-text.ts';
import { type FixContext, fixingOf } from '../../app/dataset/audit/fixes.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { shellText } from '../../app/shell-text.ts';
import { text } from '../../app/text.ts';
import { applyFixes, type FixOptions, fixNumber, writeFixed } from './audit-fixes.ts';
import {
  asksForLabels,
  auditLabels,
  compareLabels,
  type LabelOptions,
  retrainLabels,
} from './audit-labels.ts';
import { collected } from './option-values.ts';
import type { DeclareCommand, VerbContext } from './verb.ts';

/** The page shows more. */
const EXAMPLES = 2;

type AuditOptions = LabelOptions & FixOptions;

export const declareAudit: DeclareCommand = (program, runner, words) => {
  program
    .command('audit')
    .description(text(words, 'cli.help.audit'))
    .argument('<name>', text(words, 'cli.help.dataset'))
    .option('--fix <number>', text(words, 'cli.help.audit-fix'), collected, [])
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
        const audited = await audit(context, dataset);
        if (!audited.ok) return audited;
        const found = await client.request('datasets.get', { dataset });
        if (!found.ok) return found;
        const on = { ...found.value, split: audited.value.split };
        if (options.fixedRecipe !== undefined) {
          return writeFixed(context, audited.value, on, options, () =>
            auditText(audited.value, on, language),
          );
        }
        if (options.fix.length > 0) return applyFixes(context, audited.value, on, options);
        return ok({ json: audited.value, text: auditText(audited.value, on, language) });
      }),
    );
};

async function audit(
  { client, language, progress, onInterrupt }: VerbContext,
  dataset: string,
): Promise<Result<AuditReport>> {
  const token = randomUUID();
  onInterrupt(() => void client.request('datasets.cancel-import', { token }));
  const leave = client.subscribe('audit.progress', (event) => {
    if (event.token !== token) return;
    const { stage, done, total } = event;
    progress(done / Math.max(1, total), auditStageText(stage, language));
  });
  const audited = await client.request('datasets.audit', { dataset, token });
  leave();
  return audited;
}

function auditText(report: AuditReport, context: FixContext, language: Language): string {
  const found = report.findings.map((finding, at) => partOf(finding, at, context, language));
  const parts = found.length === 0 ? [text(language, 'audit.clean')] : found;
  const canFix = report.findings.some((finding) => fixingOf(finding, context).fixes.length > 0);
  const words = { dataset: shellText(report.dataset) };
  const how = canFix ? [text(language, 'cli.audit-apply', words)] : [];
  return [...parts, scopeText(report, language), ...how].join('\n\n');
}

function partOf(
  finding: AuditFinding,
  at: number,
  context: FixContext,
  language: Language,
): string {
  const { fixes, notes } = fixingOf(finding, context);
  const lines = [
    ...finding.examples.slice(0, EXAMPLES).map((one) => exampleText(one, language)),
    remedyText(finding, language),
    ...notes.map((note) => noteText(note, language)),
    ...fixes.map(({ kind }, which) =>
      text(language, 'cli.audit-fixes', {
        number: fixNumber(at, which),
        fix: text(language, `audit.fix.${kind}`),
      }),
    ),
  ];
  const severity = severityText(finding, language);
  const title = `${at + 1}. [${severity}] ${findingText(finding, language)}`;
  return [title, ...lines.map((line) => `   ${line}`)].join('\n');
}

function exampleText(shown: AuditExample, language: Language): string {
  const places = placesText(shown, language);
  return shown.value === ''
    ? text(language, 'cli.audit-example-plain', { places })
    : text(language, 'cli.audit-example', { places, value: shown.value });
}
