import type { Scenario } from '../../decision/scenario.ts';
import { reportCsv } from '../csv.ts';
import { reportHtml } from '../html.ts';
import { reportWorkbook } from '../workbook.ts';
import type { ReportInput } from './context.ts';
import { decisionReport } from './decision-report.ts';

/** Forms in which a scenario's answer leaves Hearth. */
export const REPORT_FORMATS = ['html', 'csv', 'xlsx', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
};

/** A scenario's answer as a file: a page to print, a table, a workbook, or all of it for programs. */
export function decisionFile(
  format: ReportFormat,
  input: ReportInput,
  scenario: Scenario,
): string | Uint8Array<ArrayBuffer> {
  switch (format) {
    case 'html':
      return reportHtml(decisionReport(input));
    case 'csv':
      return reportCsv(decisionReport(input));
    case 'xlsx':
      return reportWorkbook(decisionReport(input));
    case 'json': {
      const { decision, outlook } = input;
      return `${JSON.stringify({ scenario, ...decision, uncertainty: outlook }, null, 2)}\n`;
    }
  }
}

/** The form that a file's name asks for; null where it is none of them. */
export function reportFormatOf(path: string): ReportFormat | null {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return REPORT_FORMATS.find((format) => format === ending) ?? null;
}
