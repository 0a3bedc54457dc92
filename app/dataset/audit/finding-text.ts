import { assertNever } from '../../errors.ts';
import { formatCount, formatNumber, formatPercent } from '../../format.ts';
import type { Language } from '../../language.ts';
import { text } from '../../text.ts';
import type { AuditExample, AuditFinding, AuditReport } from './finding.ts';
import type { FixNote } from './fixes.ts';
import { RANGE_IQR } from './out-of-range.ts';
import { MOST_REPEATED } from './repeats.ts';

/** What was found, in a sentence. */
export function findingText(finding: AuditFinding, language: Language): string {
  const count = (value: number) => formatCount(value, language);
  const number = (value: number) => formatNumber(value, language);
  switch (finding.kind) {
    case 'exact-duplicates':
    case 'near-duplicates':
      return text(language, `audit.found.${finding.kind}`, {
        rows: count(finding.rows),
        share: formatPercent(finding.rows / finding.of, language),
      });
    case 'target-copy':
    case 'identifier':
      return text(language, `audit.found.${finding.kind}`, { column: finding.column });
    case 'target-leak':
      if (finding.word !== undefined) {
        return text(language, 'audit.found.target-leak.word', {
          ...{ column: finding.column, word: finding.word, of: finding.of ?? '' },
          score: formatPercent(finding.score, language),
        });
      }
      return finding.target === 'class'
        ? text(language, 'audit.found.target-leak.class', {
            column: finding.column,
            score: formatPercent(finding.score, language),
          })
        : text(language, 'audit.found.target-leak.number', {
            column: finding.column,
            score: number(finding.score),
          });
    case 'future-column':
      return text(language, `audit.found.future-column.${finding.how}`, {
        column: finding.column,
        ahead: finding.ahead,
        score:
          finding.how === 'leads' ? number(finding.score) : formatPercent(finding.score, language),
      });
    case 'class-imbalance':
      return text(language, 'audit.found.class-imbalance', {
        largest: finding.largest,
        smallest: finding.smallest,
        ratio: formatNumber(finding.ratio, language, 3),
      });
    case 'constant':
      return text(language, `audit.found.constant.${finding.used ? 'used' : 'ignored'}`, {
        column: finding.column,
      });
    case 'out-of-range':
      return text(language, 'audit.found.out-of-range', {
        column: finding.column,
        rows: count(finding.rows),
        low: number(finding.low),
        high: number(finding.high),
        reach: RANGE_IQR,
      });
    case 'drift':
      return text(language, 'audit.found.drift', {
        aspect: text(language, `audit.aspect.${finding.aspect}`, { column: finding.column }),
        split: text(language, `split.${finding.split}`),
        difference: differenceText(finding, language),
        distance: formatNumber(finding.distance, language, 2),
        threshold: formatNumber(finding.threshold, language, 2),
        measure: text(language, `audit.measure.${finding.measure}`),
      });
    default:
      return assertNever(finding);
  }
}

function differenceText(
  { difference }: Extract<AuditFinding, { kind: 'drift' }>,
  language: Language,
): string {
  if (difference.by === 'median') {
    const number = (value: number) => formatNumber(value, language);
    const [train, other] = [number(difference.train), number(difference.other)];
    return text(language, 'audit.difference.median', { train, other });
  }
  if (difference.by === 'date') {
    const { train, other } = difference;
    return text(language, 'audit.difference.median', { train, other });
  }
  const share = (part: number) => formatPercent(part, language);
  const words = {
    value: difference.value,
    train: share(difference.train),
    other: share(difference.other),
  };
  const key = difference.value === '' ? 'missing' : 'share';
  return text(language, `audit.difference.${key}`, words);
}

/** Whether nothing is left to be done about it. */
export function isSettled(finding: AuditFinding): boolean {
  return finding.kind === 'constant' && !finding.used;
}

/** How much a finding may change what a score means, in a word. */
export function severityText(finding: AuditFinding, language: Language): string {
  const severity = isSettled(finding) ? 'settled' : finding.severity;
  return text(language, `audit.severity.${severity}`);
}

/** Why a fix is not offered, or what one costs. */
export function noteText(note: FixNote, language: Language): string {
  return text(language, `audit.note.${note}`, { most: formatCount(MOST_REPEATED, language) });
}

/** What to do about it. */
export function remedyText(finding: AuditFinding, language: Language): string {
  if (isSettled(finding)) {
    return text(language, 'audit.remedy.constant-ignored');
  }
  if (finding.kind === 'target-leak' && finding.word !== undefined) {
    return text(language, 'audit.remedy.target-leak.word');
  }
  return text(language, `audit.remedy.${finding.kind}`);
}

/** Rows of an example with their splits, as people count, from 1. */
export function placesText({ places }: AuditExample, language: Language): string {
  return places
    .map(({ split, row }) =>
      text(language, 'audit.place', {
        split: text(language, `split.${split}`),
        row: formatCount(row + 1, language),
      }),
    )
    .join(' ↔ ');
}

/** How much was looked at, and for what. */
export function scopeText(report: AuditReport, language: Language): string {
  const checks = report.checks
    .map((check) => text(language, `audit.check.${check}`))
    .join(text(language, 'audit.and'));
  const rows = formatCount(report.checkedRows, language);
  return report.checkedRows === report.totalRows
    ? text(language, 'audit.scope.all', { rows, checks })
    : text(language, 'audit.scope.sample', {
        rows,
        total: formatCount(report.totalRows, language),
        checks,
      });
}
