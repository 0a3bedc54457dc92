import { randomUUID } from 'node:crypto';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { DoubtedRow, LabelReport } from '../../app/dataset/audit/labels/label-report.ts';
import {
  cellsText,
  comparisonText,
  correctedText,
  doubtRuleText,
  doubtsText,
  doubtText,
} from '../../app/dataset/audit/labels/label-text.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { formatCount } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { shellText } from '../../app/shell-text.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import { followRuns } from './follow-runs.ts';
import { wholeNumber } from './option-values.ts';
import type { Answer, VerbContext } from './verb.ts';

export interface LabelOptions {
  readonly labels?: boolean;
  readonly group?: string;
  readonly limit: string;
  readonly relabel: readonly string[];
  readonly exclude: readonly string[];
  readonly name?: string;
  readonly retrain?: boolean;
  readonly compare?: boolean;
}

const MOST_LISTED = 10_000;

/** Whether an audit is to be about labels. */
export function asksForLabels({ labels, relabel, exclude }: LabelOptions): boolean {
  return labels === true || relabel.length > 0 || exclude.length > 0;
}

/** Lists labels that models doubt, or corrects them into a dataset of its own. */
export async function auditLabels(
  context: VerbContext,
  dataset: string,
  options: LabelOptions,
): Promise<Result<Answer>> {
  const { relabel, exclude } = options;
  const isCorrecting = relabel.length > 0 || exclude.length > 0;
  const given = isCorrecting ? String(MOST_LISTED) : options.limit;
  const limit = wholeNumber('--limit', given, MOST_LISTED);
  if (!limit.ok) return limit;
  const report = await doubts(context, dataset, options.group ?? null, Math.max(1, limit.value));
  if (!report.ok) return report;
  if (isCorrecting) return correct(context, report.value, options);
  const { language, client } = context;
  const found = await client.request('datasets.get', { dataset });
  if (!found.ok) return found;
  return ok({
    json: { labels: report.value },
    text: reportText(report.value, found.value.target, language),
  });
}

async function doubts(
  { client, language, progress, onInterrupt }: VerbContext,
  dataset: string,
  group: string | null,
  limit: number,
): Promise<Result<LabelReport>> {
  const token = randomUUID();
  onInterrupt(() => void client.request('datasets.cancel-import', { token }));
  const leave = client.subscribe('labels.progress', (event) => {
    if (event.token !== token || event.done === event.total) return;
    const words = { done: event.done + 1, total: event.total };
    progress(event.done / event.total, text(language, 'cli.labels-judging', words));
  });
  const report = await client.request('labels.find', { dataset, group, offset: 0, limit, token });
  leave();
  return report;
}

function reportText(report: LabelReport, target: string | null, language: Language): string {
  const { doubted, total, dataset } = report;
  if (total === 0) return doubtsText(report, language);
  const isClass = report.target === 'class';
  const table = textTable<DoubtedRow>(
    [
      { title: '#', value: ({ row }) => String(row + 1), isNumber: true },
      { title: text(language, 'labels.given'), value: ({ given }) => given },
      { title: text(language, 'labels.suggested'), value: ({ suggested }) => suggested },
      {
        title: text(language, isClass ? 'labels.probability' : 'labels.deviations'),
        value: (row) => doubtText(row, language),
        isNumber: true,
      },
      { title: text(language, 'labels.values'), value: (row) => cellsText(row, target) },
    ],
    doubted,
  );
  const shown = {
    shown: formatCount(doubted.length, language),
    total: formatCount(total, language),
  };
  return [
    doubtsText(report, language),
    doubtRuleText(report, language),
    `${text(language, 'cli.labels-shown', shown)}\n${table}`,
    text(language, 'cli.labels-next', { dataset: shellText(dataset) }),
  ].join('\n\n');
}

async function correct(
  { client, language }: VerbContext,
  report: LabelReport,
  options: LabelOptions,
): Promise<Result<Answer>> {
  const { name } = options;
  if (name === undefined) return fail(invalid('--name', 'text'));
  const relabel: { row: number; to: string }[] = [];
  for (const given of options.relabel) {
    const [row, ...label] = given.split('=');
    const place = rowOf(row ?? '');
    const suggested = report.doubted.find((one) => one.row === place)?.suggested;
    const to = label.length > 0 ? label.join('=') : suggested;
    if (place === null || to === undefined) {
      return fail(invalid(`--relabel ${given}`, 'ROW=CLASS'));
    }
    relabel.push({ row: place, to });
  }
  const exclude: number[] = [];
  for (const given of options.exclude) {
    const place = rowOf(given);
    if (place === null) return fail(invalid(`--exclude ${given}`, 'integer > 0'));
    exclude.push(place);
  }
  const corrected = await client.request('labels.correct', {
    ...{ dataset: report.dataset, group: report.group, name, relabel, exclude },
    token: randomUUID(),
  });
  if (!corrected.ok) return corrected;
  const words = {
    name: corrected.value.name,
    relabelled: formatCount(relabel.length, language),
    excluded: formatCount(exclude.length, language),
    shell: shellText(corrected.value.name),
  };
  return ok({
    json: { dataset: corrected.value },
    text: text(language, 'cli.labels-corrected', words),
  });
}

/** Rows count from 1 for people. */
function rowOf(given: string): number | null {
  return /^[1-9]\d*$/.test(given) ? Number(given) - 1 : null;
}

function invalid(subject: string, expected: string): AppError {
  return { code: 'usage/invalid', problem: 'value-invalid', subject, expected };
}

/** Trains on corrected labels, and tells what they came to. */
export async function retrainLabels(
  context: VerbContext,
  dataset: string,
): Promise<Result<Answer | null>> {
  const followed = await followRuns(context, () =>
    context.client.request('labels.retrain', { dataset }),
  );
  if (!followed.ok) return followed;
  const compared = await comparison(context.client, dataset, context.language);
  if (!compared.ok) return compared;
  const { json, text: words } = compared.value;
  context.emit({ event: 'comparison', ...json }, words);
  return ok(null);
}

/** What was trained before and after labels were corrected. */
export function compareLabels(
  { client, language }: VerbContext,
  dataset: string,
): Promise<Result<Answer>> {
  return comparison(client, dataset, language);
}

async function comparison(client: HostClient, dataset: string, language: Language) {
  const compared = await client.request('labels.compare', { dataset });
  if (!compared.ok) return compared;
  const words = [
    correctedText(compared.value, language),
    comparisonText(compared.value, language),
  ].join('\n');
  return ok({ json: { comparison: compared.value }, text: words });
}
