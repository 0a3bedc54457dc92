import type { RunCost } from '../../app/cost/run-cost.ts';
import { sourceName } from '../../app/cost/source-name.ts';
import {
  formatCount,
  formatDate,
  formatDuration,
  formatEnergy,
  formatNumber,
  formatRate,
} from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { textPairs, textTable } from '../console/table.ts';
import { hanging } from '../console/wrap.ts';
import type { Amounts } from './amounts.ts';

/** How a run ended, what it reached, and what it took. */
export function runText(
  run: RunSummary,
  cost: RunCost | null,
  amounts: Amounts,
  language: Language,
): string {
  const { bestEpoch, energy } = run;
  return [
    textPairs([
      [
        text(language, 'cli.run'),
        text(language, 'text.with-aside', { main: run.name, aside: run.id }),
      ],
      [text(language, 'cli.status'), text(language, `status.${run.status}`)],
      [
        text(language, 'cli.epochs'),
        text(language, bestEpoch === null ? 'cli.epochs-of' : 'cli.epochs-best', {
          epochs: run.epochs,
          planned: run.plannedEpochs,
          best: (bestEpoch ?? 0) + 1,
        }),
      ],
      [
        text(language, 'cli.time'),
        text(language, 'text.with-aside', {
          main: formatDuration(run.timing.seconds, language),
          aside: formatRate(run.timing.samplesPerSecond, language),
        }),
      ],
      [
        text(language, 'cli.energy'),
        energy &&
          text(language, 'text.with-aside', {
            main: formatEnergy(energy.kwh, language),
            aside: text(language, `cost.energy-${energy.source}`),
          }),
      ],
      [text(language, 'cli.cost'), cost && ownCostText(cost, amounts, language)],
      [text(language, 'cli.rate'), cost && amounts.rate],
      [text(language, 'cli.engine'), run.engine],
      [text(language, 'cli.tags'), run.tags.length === 0 ? null : run.tags.join(', ')],
      [text(language, 'cli.note'), run.note === '' ? null : run.note],
    ]),
    metricsText(run.metrics, language),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** One row for each metric, one column for each split that has it. */
export function metricsText(metrics: Readonly<Record<string, number>>, language: Language): string {
  const names = [...new Set(Object.keys(metrics).map((tag) => tag.replace(/^(val|test)\//, '')))];
  if (names.length === 0) return '';
  const value = (tag: string) => {
    const found = metrics[tag];
    return found === undefined ? '' : formatNumber(found, language);
  };
  return textTable(
    [
      { title: text(language, 'cli.metric'), value: (name: string) => name },
      { title: text(language, 'split.train'), value, isNumber: true },
      {
        title: text(language, 'split.val'),
        value: (name: string) => value(`val/${name}`),
        isNumber: true,
      },
      {
        title: text(language, 'split.test'),
        value: (name: string) => value(`test/${name}`),
        isNumber: true,
      },
    ],
    names,
  );
}

function ownCostText(cost: RunCost, amounts: Amounts, language: Language): string {
  const { tariff } = cost;
  return text(language, 'cli.cost-here', {
    amount: amounts.of(cost.usd),
    tariff: amounts.of(tariff.usdPerKwh),
    source: sourceName(tariff.source, language),
    asOf: tariff.source.asOf === null ? '—' : formatDate(tariff.source.asOf, language),
  });
}

/** Runs as a list, newest first as they come. */
export function runsTable(
  runs: readonly RunSummary[],
  amounts: Amounts,
  language: Language,
): string {
  const table = textTable(
    [
      { title: text(language, 'cli.id'), value: ({ id }: RunSummary) => id },
      { title: text(language, 'cli.name'), value: ({ name }) => name },
      {
        title: text(language, 'cli.status'),
        value: (run) => text(language, `status.${run.status}`),
      },
      {
        title: text(language, 'cli.epochs'),
        value: ({ epochs, plannedEpochs }) => `${epochs}/${plannedEpochs}`,
        isNumber: true,
      },
      { title: text(language, 'cli.result'), value: (run) => resultText(run, language) },
      {
        title: text(language, 'cli.time'),
        value: ({ timing }) => formatDuration(timing.seconds, language),
        isNumber: true,
      },
      {
        title: text(language, 'cli.cost'),
        value: ({ costUsd }) => (costUsd === null ? '—' : amounts.of(costUsd)),
        isNumber: true,
      },
    ],
    runs,
  );
  const { rate } = amounts;
  return rate === null ? table : `${table}\n\n${hanging('', 0, rate)}`;
}

const TELLING_METRICS = ['bleu', 'accuracy', 'rmse', 'mae', 'loss'];
const TELLING_SPLITS = ['test/', 'val/', ''];

/** The one measure that says most: of the test split if it has one. */
function resultText({ metrics }: RunSummary, language: Language): string {
  const tags = TELLING_METRICS.flatMap((name) => TELLING_SPLITS.map((split) => split + name));
  const tag = tags.find((candidate) => metrics[candidate] !== undefined);
  return tag === undefined ? '' : `${tag} ${formatNumber(metrics[tag] ?? 0, language)}`;
}

/** Metrics that fit beside the losses. */
const MOST_TOLD = 2;

/** Live figures beside the progress bar. */
export function progressText(
  run: { readonly name: string; readonly plannedEpochs: number },
  live: {
    readonly epoch: number;
    readonly samplesPerSecond: number;
    readonly secondsLeft: number | null;
  },
  metrics: Readonly<Record<string, number>>,
  language: Language,
): string {
  const told = Object.keys(metrics).filter(
    (tag) => tag.startsWith('val/') && !tag.endsWith('/loss'),
  );
  const shown = ['loss', 'val/loss', ...told.slice(0, MOST_TOLD)].flatMap((tag) => {
    const value = metrics[tag];
    return value === undefined ? [] : [`${tag} ${formatNumber(value, language, 3)}`];
  });
  const left =
    live.secondsLeft === null
      ? []
      : [text(language, 'cli.left', { time: formatDuration(live.secondsLeft, language) })];
  return [
    `${formatCount(live.epoch + 1, language)}/${formatCount(run.plannedEpochs, language)}`,
    ...shown,
    formatRate(live.samplesPerSecond, language),
    ...left,
    run.name,
  ].join('  ');
}
