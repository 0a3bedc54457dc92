import { dateAfter, yearsBetween } from '../../../app/market/calendar.ts';
import type { ClassHistory } from '../../../app/market/class-history.ts';
import type { ForecastScenario } from '../../../app/market/forecast.ts';
import type { MarketLab } from '../../../app/market/lab.ts';
import { trendAt } from '../../../app/market/price-trend.ts';
import type { ChartMarker, ChartSeries } from '../../charts/chart-series.ts';

/** Names of the lines, in the reader's language. */
export interface LineNames {
  readonly cheapest: string;
  readonly trend: string;
  readonly forecast: string;
  readonly model: string;
  readonly today: string;
}

/** Level of the band around the trend: where four of five new prices would lie, if the past went on. */
const BAND_LEVEL = 0.8;
/** Years that the plain trend is drawn beyond its last point; its band soon holds everything. */
const TREND_AHEAD = 0.5;
const TREND_POINTS = 60;

/** First of January of the year that a history begins in: where the chart's years count from. */
export function firstYear({ envelope }: ClassHistory): number {
  return Number((envelope[0]?.date ?? '2020').slice(0, 4));
}

/** Years from the start of a year to a date. */
export function yearsFrom(year: number, date: string): number {
  return yearsBetween(`${year}-01-01`, date);
}

/** The date at a place of the chart, as precise as one can point at: a month. */
export function monthAt(year: number, years: number): string {
  return dateAfter(`${year}-01-01`, years).slice(0, 7);
}

/** Cheapest price as it was, its trend with a band, the forecast and the model's price with its band. */
export function historySeries(
  lab: MarketLab,
  history: ClassHistory,
  bands: MarketLab['bands'],
  forecast: ForecastScenario,
  names: LineNames,
): readonly ChartSeries[] {
  const year = firstYear(history);
  const lines: ChartSeries[] = [cheapestLine(lab, history, year, names.cheapest)];
  const trend = trendLine(history, year, names.trend);
  if (trend !== null) lines.push(trend);
  const ahead = lab.simulation.years.map((years) => yearsFrom(year, lab.start) + years);
  const forward = lab.forecasts.find(({ scenario }) => scenario === forecast);
  if (forward !== undefined) {
    lines.push({
      label: names.forecast,
      xs: ahead,
      ys: forward.usdPerMtok,
      colour: 3,
      dashed: true,
    });
  }
  const { price } = lab.simulation.series;
  if (price !== undefined) {
    const band = bands && {
      low: bands.price.p10.map((value, index) => value ?? price[index] ?? 0),
      high: bands.price.p90.map((value, index) => value ?? price[index] ?? 0),
    };
    lines.push({
      label: names.model,
      xs: ahead,
      ys: price,
      colour: 2,
      dashed: false,
      ...(band && { band }),
    });
  }
  return lines;
}

/** A price holds until the next one: two points for each change. */
function cheapestLine(
  { start }: MarketLab,
  { envelope }: ClassHistory,
  year: number,
  label: string,
): ChartSeries {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [index, { date, usdPerMtok }] of envelope.entries()) {
    xs.push(yearsFrom(year, date), yearsFrom(year, envelope[index + 1]?.date ?? start));
    ys.push(usdPerMtok, usdPerMtok);
  }
  return { label, xs, ys, colour: 0, dashed: false };
}

function trendLine({ trend }: ClassHistory, year: number, label: string): ChartSeries | null {
  if (trend === null) return null;
  const span = yearsBetween(trend.origin, trend.lastDate) + TREND_AHEAD;
  const points = Array.from({ length: TREND_POINTS }, (_, index) =>
    trendAt(trend, dateAfter(trend.origin, (span * index) / (TREND_POINTS - 1)), BAND_LEVEL),
  );
  return {
    label,
    xs: points.map(({ date }) => yearsFrom(year, date)),
    ys: points.map(({ usdPerMtok }) => usdPerMtok),
    colour: 1,
    dashed: true,
    band: {
      low: points.map(({ prediction, usdPerMtok }) => prediction?.low ?? usdPerMtok),
      high: points.map(({ prediction, usdPerMtok }) => prediction?.high ?? usdPerMtok),
    },
  };
}

/** Today, and the scenario's own events. */
export function historyMarkers(
  lab: MarketLab,
  history: ClassHistory,
  events: readonly { readonly date: string; readonly name: string }[],
  today: string,
): readonly ChartMarker[] {
  const year = firstYear(history);
  return [
    { x: yearsFrom(year, lab.start), label: today },
    ...events.map(({ date, name }) => ({ x: yearsFrom(year, date), label: name })),
  ].sort((left, right) => left.x - right.x);
}
