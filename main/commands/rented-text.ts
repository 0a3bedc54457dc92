import type { CostEstimate, RunCost } from '../../app/cost/run-cost.ts';
import { sourceName } from '../../app/cost/source-name.ts';
import { formatDate, formatDuration } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import { hanging } from '../console/wrap.ts';
import type { Amounts } from './amounts.ts';

const SHOWN_RENTALS = 3;

/** The same work rented, the cheapest of each device, marked as the estimate it is; below it the sources. */
export function rentedText(cost: RunCost, amounts: Amounts, language: Language): string {
  const cheapest = (device: CostEstimate['device']) =>
    cost.rented
      .filter((estimate) => estimate.device === device)
      .sort((left, right) => left.lowUsd - right.lowUsd)
      .slice(0, SHOWN_RENTALS);
  const rows = [...cheapest('cpu'), ...cheapest('gpu')];
  if (rows.length === 0) return '';
  const sources = [...new Set(rows.map((row) => sourceText(row, language)))];
  const mark = (source: string) => `[${sources.indexOf(source) + 1}]`;
  const range = (low: string, high: string) => (low === high ? low : `${low} – ${high}`);
  const table = textTable(
    [
      { title: text(language, 'cli.rented'), value: (row: CostEstimate) => row.name },
      {
        title: text(language, 'cli.cost'),
        value: ({ lowUsd, highUsd }) => range(amounts.of(lowUsd), amounts.of(highUsd)),
        isNumber: true,
      },
      {
        title: text(language, 'cli.time'),
        value: ({ lowSeconds, highSeconds }) =>
          range(formatDuration(lowSeconds, language), formatDuration(highSeconds, language)),
        isNumber: true,
      },
      { title: '', value: (row) => mark(sourceText(row, language)) },
    ],
    rows,
  );
  const notes = sources.map((source) => hanging(mark(source), 4, source));
  return [
    table,
    hanging('', 0, text(language, 'cli.rented-estimate')),
    `${text(language, 'cli.price-source')}\n${notes.join('\n')}`,
  ].join('\n\n');
}

function sourceText({ lines }: CostEstimate, language: Language): string {
  const priced = lines.find(({ item }) => item === 'instance-hours');
  if (priced === undefined) return '';
  const { asOf } = priced.source;
  const source = sourceName(priced.source, language);
  return asOf === null ? source : `${source}, ${formatDate(asOf, language)}`;
}
