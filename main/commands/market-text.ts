import { OPTION_KINDS } from '../../app/cost/decision/decision.ts';
import { formatCount, formatDate, formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import type { DecisionStep } from '../../app/market/decision-after-cut.ts';
import type { ApplicationNow, MarketLab } from '../../app/market/lab.ts';
import { className, evidenceText, timesText, variableName } from '../../app/market/lab-text.ts';
import { SHOWN_SERIES } from '../../app/market/market-model.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import { hanging } from '../console/wrap.ts';
import type { Amounts } from './amounts.ts';

/** The market lab's answer for people at a terminal. */
export function marketText(
  lab: MarketLab,
  decision: readonly DecisionStep[] | null,
  amounts: Amounts,
  language: Language,
): string {
  return [
    `${lab.name} · ${className(lab.capabilityClass, language)} · ${formatDate(lab.start, language)}`,
    section('market.history', historyTable(lab, amounts, language), language),
    section('market.backtest', backtestLine(lab, language), language),
    section('market.simulation', simulationTable(lab, amounts, language), language),
    ...(lab.effects === null
      ? []
      : [section('market.effects', effectTable(lab, amounts, language), language)]),
    section('market.timeline', timelineTable(lab, amounts, language), language),
    ...(decision === null
      ? []
      : [section('market.own-decision', decisionTable(decision, amounts, language), language)]),
    section('market.applications', applicationTable(lab, amounts, language), language),
    section('market.claims', claimLines(lab, language), language),
    ...(amounts.rate === null ? [] : [hanging('', 0, amounts.rate)]),
  ].join('\n\n');
}

type Title =
  | 'market.history'
  | 'market.backtest'
  | 'market.simulation'
  | 'market.effects'
  | 'market.timeline'
  | 'market.own-decision'
  | 'market.applications'
  | 'market.claims';

const section = (title: Title, body: string, language: Language): string =>
  `── ${text(language, title)}\n${body}`;

const price = (usd: number | null, amounts: Amounts): string =>
  usd === null ? '—' : amounts.of(usd);

function historyTable({ classes }: MarketLab, amounts: Amounts, language: Language): string {
  const number = (value: number) => formatNumber(value, language, 3);
  const times = (value: number) => timesText(value, language);
  return textTable(
    [
      { title: text(language, 'market.class'), value: ({ id }) => className(id, language) },
      {
        title: text(language, 'market.price'),
        value: ({ currentUsdPerMtok }) => price(currentUsdPerMtok, amounts),
        isNumber: true,
      },
      {
        title: text(language, 'market.points'),
        value: ({ envelope }) => String(envelope.length),
        isNumber: true,
      },
      {
        title: text(language, 'market.annual-factor'),
        value: ({ trend }) => (trend === null ? '—' : times(trend.annualFactor)),
        isNumber: true,
      },
      {
        title: text(language, 'market.interval95'),
        value: ({ trend }) =>
          trend?.annualFactorInterval
            ? `${times(trend.annualFactorInterval.low)} – ${times(trend.annualFactorInterval.high)}`
            : '—',
      },
      {
        title: 'R²',
        value: ({ trend }) => (trend?.fit.rSquared ? number(trend.fit.rSquared) : '—'),
        isNumber: true,
      },
      {
        title: text(language, 'market.breaks'),
        value: ({ changePoints }) => text(language, `market.break.${changePoints.evidence}`),
      },
      {
        title: '',
        value: ({ trend }) => (trend?.weak ? text(language, 'market.weak') : ''),
      },
    ],
    classes,
  );
}

function backtestLine({ backtest }: MarketLab, language: Language): string {
  const { trend, unchanged, coverage80, coverage95, cases } = backtest;
  if (trend === null || unchanged === null) return text(language, 'market.backtest-none');
  return text(language, 'market.evidence.backtest', {
    cases: cases.length,
    factor: formatNumber(trend.medianFactor, language, 3),
    unchanged: formatNumber(unchanged.medianFactor, language, 3),
    coverage80: formatPercent(coverage80 ?? 0, language, 0),
    coverage95: formatPercent(coverage95 ?? 0, language, 0),
  });
}

function simulationTable(
  { simulation, bands }: MarketLab,
  amounts: Amounts,
  language: Language,
): string {
  const rows = simulation.years.flatMap((year, index) =>
    Number.isInteger(year) ? [{ year, index }] : [],
  );
  const columns = SHOWN_SERIES.map((name) => ({
    title: variableName(name, language),
    value: ({ index }: { index: number }) => {
      const value = simulation.series[name]?.[index] ?? Number.NaN;
      const shown = seriesText(name, value, amounts, language);
      const [low, high] = [bands?.[name].p10[index], bands?.[name].p90[index]];
      if (low == null || high == null || name !== 'price') return shown;
      return `${shown} (${seriesText(name, low, amounts, language)} – ${seriesText(name, high, amounts, language)})`;
    },
    isNumber: true,
  }));
  return textTable(
    [
      {
        title: text(language, 'market.date'),
        value: ({ index }: { year: number; index: number }) =>
          formatDate(simulation.dates[index] ?? '', language),
      },
      ...columns,
    ],
    rows,
  );
}

function seriesText(name: string, value: number, amounts: Amounts, language: Language): string {
  if (name === 'utilisation') return formatPercent(value, language, 0);
  if (name === 'price' || name === 'unit_cost' || name === 'spending') {
    return price(value, amounts);
  }
  return formatCount(value, language);
}

/** The strongest few; the rest is in the JSON. */
const SHOWN_EFFECTS = 8;

function effectTable({ effects }: MarketLab, amounts: Amounts, language: Language): string {
  return textTable(
    [
      {
        title: text(language, 'market.parameter'),
        value: ({ parameter }) => variableName(parameter, language),
      },
      {
        title: text(language, 'market.at-low'),
        value: ({ atLowUsdPerMtok }) => price(atLowUsdPerMtok, amounts),
        isNumber: true,
      },
      {
        title: text(language, 'market.at-high'),
        value: ({ atHighUsdPerMtok }) => price(atHighUsdPerMtok, amounts),
        isNumber: true,
      },
    ],
    (effects ?? []).slice(0, SHOWN_EFFECTS),
  );
}

function timelineTable(
  { timeline, applications }: MarketLab,
  amounts: Amounts,
  language: Language,
): string {
  const date = (iso: string | null) => (iso === null ? '—' : formatDate(iso, language));
  return textTable(
    [
      {
        title: text(language, 'market.cut'),
        value: ({ priceRatio }) => formatPercent(priceRatio - 1, language, 0),
        isNumber: true,
      },
      {
        title: text(language, 'market.price'),
        value: ({ usdPerMtok }) => price(usdPerMtok, amounts),
        isNumber: true,
      },
      { title: text(language, 'market.by-model'), value: ({ modelDate }) => date(modelDate) },
      { title: text(language, 'market.by-trend'), value: ({ trendDate }) => date(trendDate) },
      {
        title: text(language, 'market.unlocks'),
        value: ({ cuts, unlocks, profitable }) =>
          cuts === 0
            ? text(language, 'market.paying', { count: profitable })
            : unlocks.map((id) => applicationName(applications, id, language)).join(', ') || '—',
      },
    ],
    timeline,
  );
}

function decisionTable(
  steps: readonly DecisionStep[],
  amounts: Amounts,
  language: Language,
): string {
  const optionColumns = OPTION_KINDS.map((kind) => ({
    title: text(language, 'market.per-month', { option: text(language, `cost.option.${kind}`) }),
    value: ({ options }: DecisionStep) => {
      const option = options.find(({ id }) => id === kind);
      const shown = price(option?.usdPerMonth ?? null, amounts);
      return option?.feasible ? shown : `(${shown})`;
    },
    isNumber: true,
  }));
  return textTable(
    [
      {
        title: text(language, 'market.cut'),
        value: ({ priceRatio }: DecisionStep) => formatPercent(priceRatio - 1, language, 0),
        isNumber: true,
      },
      {
        title: text(language, 'market.recommended'),
        value: ({ recommended, turned }) => {
          if (recommended === null) return text(language, 'market.nothing-feasible');
          const name = text(language, `cost.option.${recommended}`);
          return turned ? `${name} · ${text(language, 'market.turned')}` : name;
        },
      },
      ...optionColumns,
    ],
    steps,
  );
}

function applicationName(
  applications: readonly ApplicationNow[],
  id: string,
  language: Language,
): string {
  const found = applications.find((application) => application.id === id);
  return (language === 'zh' ? found?.nameZh : found?.name) ?? id;
}

function applicationTable(
  { applications }: MarketLab,
  amounts: Amounts,
  language: Language,
): string {
  return textTable(
    [
      {
        title: text(language, 'market.application'),
        value: ({ name, nameZh }) => (language === 'zh' ? nameZh : name),
      },
      {
        title: text(language, 'market.value-1000'),
        value: ({ valueUsd }) => `≈ ${price(valueUsd, amounts)}`,
        isNumber: true,
      },
      {
        title: text(language, 'market.pays-below'),
        value: ({ breakEvenUsdPerMtok }) => `≈ ${price(breakEvenUsdPerMtok, amounts)}`,
        isNumber: true,
      },
      {
        title: text(language, 'market.price-now'),
        value: ({ usdPerMtok }) => price(usdPerMtok, amounts),
        isNumber: true,
      },
      {
        title: '',
        value: ({ profitability }) =>
          profitability === null ? '—' : text(language, `market.pays.${profitability}`),
      },
    ],
    applications,
  );
}

function claimLines({ claims }: MarketLab, language: Language): string {
  return claims
    .flatMap(({ id, verdict, evidence }) => [
      `${text(language, `market.claim.${id}`)} [${text(language, `market.verdict.${verdict}`)}]`,
      ...evidence.map((basis) => hanging('  –', 4, evidenceText(basis, language))),
    ])
    .join('\n');
}
