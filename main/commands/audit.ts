import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { auditStageText } from '../../app/dataset/audit/audit-progress.ts';
import type { AuditExample, AuditFinding, AuditReport } from '../../app/dataset/audit/finding.ts';
import {
  findingText,
  placesText,
  remedyStep,
  remedyText,
  scopeText,
} from '../../app/dataset/audit/finding-text.ts';
import { ok } from '../../app/errors.ts';
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

/** The page shows more. */
const EXAMPLES = 2;

export const declareAudit: DeclareCommand = (program, runner, words) => {
  program
    .command('audit')
    .description(text(words, 'cli.help.audit'))
    .argument('<name>', text(words, 'cli.help.dataset'))
    .option('--labels', text(words, 'cli.help.audit-labels'))
    .option('--group <run>', text(words, 'cli.help.audit-group'))
    .option('--limit <n>', text(words, 'cli.help.audit-limit'), '20')
    .option('--relabel <row>', text(words, 'cli.help.audit-relabel'), collected, [])
    .option('--exclude <row>', text(words, 'cli.help.audit-exclude'), collected, [])
    .option('--name <name>', text(words, 'cli.help.audit-name'))
    .option('--retrain', text(words, 'cli.help.audit-retrain'))
    .option('--compare', text(words, 'cli.help.audit-compare'))
    .action((dataset: string, options: LabelOptions, command: Command) =>
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
        return ok({ json: audited.value, text: auditText(audited.value, language) });
      }),
    );
};

function auditText(report: AuditReport, language: Language): string {
  const found = report.findings.map((finding) => partOf(report, finding, language));
  const parts = found.length === 0 ? [text(language, 'audit.clean')] : found;
  return [...parts, scopeText(report, language)].join('\n\n');
}

function partOf({ dataset }: AuditReport, finding: AuditFinding, language: Language): string {
  const severity = text(language, `audit.severity.${finding.severity}`);
  const step = remedyStep(finding);
  const name = shellText(dataset);
  const lines = [
    ...finding.examples.slice(0, EXAMPLES).map((one) => exampleText(one, language)),
    remedyText(finding, language),
    ...(step === null ? [] : [text(language, 'cli.audit-fix', { step, dataset: name })]),
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
