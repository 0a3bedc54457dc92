import { formatCount, formatNumber, formatPercent } from '../../../format.ts';
import type { Language } from '../../../language.ts';
import { text } from '../../../text.ts';
import { RESIDUAL_BOUND } from './far-residuals.ts';
import type { DoubtedRow, LabelComparison, LabelReport } from './label-report.ts';

/** More thresholds than this are not read. */
const MOST_THRESHOLDS = 12;
const LONGEST_CELLS = 90;

/** How many labels are doubted, and by whom. */
export function doubtsText(report: LabelReport, language: Language): string {
  const { target, total, rows, folds, groupName, residual } = report;
  const values = {
    total: formatCount(total, language),
    rows: formatCount(rows, language),
    folds,
    group: groupName,
  };
  if (total === 0) return text(language, 'labels.clean', values);
  if (target === 'class') return text(language, 'labels.found.class', values);
  return text(language, 'labels.found.number', {
    ...values,
    bound: RESIDUAL_BOUND,
    deviation: formatNumber(residual?.deviation ?? 0, language),
  });
}

/** From where on a label is doubted. */
export function doubtRuleText(report: LabelReport, language: Language): string {
  const { classes, thresholds, residual } = report;
  if (residual !== null) {
    return text(language, 'labels.residual', { median: formatNumber(residual.median, language) });
  }
  const each = classes.slice(0, MOST_THRESHOLDS).map((name, label) => {
    const threshold = thresholds[label] ?? null;
    return text(language, 'labels.threshold', {
      name,
      threshold: threshold === null ? '—' : formatPercent(threshold, language, 0),
    });
  });
  const more = classes.length > MOST_THRESHOLDS ? ['…'] : [];
  const listed = [...each, ...more].join(text(language, 'labels.and'));
  return text(language, 'labels.confident', { classes: listed });
}

/** How much a row is doubted: the suggested class's probability, or robust deviations. */
export function doubtText({ probability, score }: DoubtedRow, language: Language): string {
  return probability === null
    ? formatNumber(score, language, 3)
    : formatPercent(probability, language);
}

/** A row's other cells in one line, cut short; empty for pictures. */
export function cellsText({ values }: DoubtedRow, target: string | null): string {
  const cells = Object.entries(values ?? {})
    .filter(([name]) => name !== target)
    .map(([, cell]) => cell ?? '—');
  const line = cells.join(' · ').replaceAll(/\s+/g, ' ');
  return line.length > LONGEST_CELLS ? `${line.slice(0, LONGEST_CELLS)}…` : line;
}

/** What was corrected. */
export function correctedText(comparison: LabelComparison, language: Language): string {
  const { from, relabelled, excluded } = comparison;
  const counts = {
    relabelled: formatCount(relabelled, language),
    excluded: formatCount(excluded, language),
  };
  return from === null
    ? text(language, 'labels.corrected-gone', counts)
    : text(language, 'labels.corrected', { from, ...counts });
}

/** What the corrections came to, in sentences. */
export function comparisonText(comparison: LabelComparison, language: Language): string {
  const { scores, measure, training } = comparison;
  if (scores === null) {
    return text(language, training ? 'labels.training' : 'labels.not-compared');
  }
  const { before, after, difference, halfWidth } = scores;
  const isShare = measure === 'accuracy';
  const score = (value: number) =>
    isShare ? formatPercent(value, language) : formatNumber(value, language);
  const signed = (value: number) => {
    const shown = formatNumber(isShare ? Math.round(1000 * value) / 10 : value, language, 3);
    return value > 0 ? `+${shown}` : shown;
  };
  const width = halfWidth ?? Number.NaN;
  const told = text(language, `labels.compared.${measure}`, {
    rows: formatCount(scores.rows, language),
    before: score(before),
    after: score(after),
    difference: signed(difference),
    low: signed(difference - width),
    high: signed(difference + width),
  });
  const isNone = Math.abs(difference) <= width;
  if (!isNone) return told;
  return `${told}${language === 'zh' ? '' : ' '}${text(language, 'labels.no-difference')}`;
}
