import { yearsBetween } from './calendar.ts';
import { forecastPrice, type GuardRails } from './forecast.ts';
import { type DatedPrice, priceTrend, trendAt } from './price-trend.ts';

/** Fewest points to train on. */
const TRAINING_POINTS = 4;

/** What the fit up to one date says about one later price. */
export interface BacktestCase {
  /** Last date that the fit saw. */
  readonly trainedTo: string;
  readonly trainingPoints: number;
  readonly date: string;
  readonly horizonYears: number;
  readonly actualUsdPerMtok: number;
  readonly trendUsdPerMtok: number;
  /** The damped forecast from the last seen price, floored: what the market lab shows as base. */
  readonly baseUsdPerMtok: number;
  readonly inside80: boolean;
  readonly inside95: boolean;
}

/** Errors are of ln p; `…Factor` is exp of one: 2 means off by a factor of two. */
export interface BacktestScore {
  readonly cases: number;
  readonly rmseFactor: number;
  readonly medianFactor: number;
  /** exp of the mean of ln(predicted / actual): above 1 where predictions were too dear. */
  readonly biasFactor: number;
}

export interface Backtest {
  readonly cases: readonly BacktestCase[];
  /** The plain trend, extrapolated. Null scores: there was nothing to predict. */
  readonly trend: BacktestScore | null;
  readonly base: BacktestScore | null;
  /** The last price seen, unchanged: what a forecast has to beat. */
  readonly unchanged: BacktestScore | null;
  /** Share of later prices inside the 80 % and 95 % prediction intervals. */
  readonly coverage80: number | null;
  readonly coverage95: number | null;
}

/**
 * Trains up to each point from the fourth on and predicts every later one. Cases that share points are
 * not independent: few points give few independent tests however many cases they make.
 */
export function backtest(prices: readonly DatedPrice[], rails: GuardRails): Backtest {
  return scored(backtestCases(prices, rails));
}

/** One score over the cases of several classes. */
export function scored(
  all: readonly (BacktestCase & { readonly lastUsdPerMtok: number })[],
): Backtest {
  const error = (predicted: (item: (typeof all)[number]) => number) =>
    scoreOf(all.map((item) => Math.log(predicted(item) / item.actualUsdPerMtok)));
  const share = (inside: (item: BacktestCase) => boolean) =>
    all.length === 0 ? null : all.filter(inside).length / all.length;
  return {
    cases: all.map(({ lastUsdPerMtok: _, ...item }) => item),
    trend: error(({ trendUsdPerMtok }) => trendUsdPerMtok),
    base: error(({ baseUsdPerMtok }) => baseUsdPerMtok),
    unchanged: error(({ lastUsdPerMtok }) => lastUsdPerMtok),
    coverage80: share(({ inside80 }) => inside80),
    coverage95: share(({ inside95 }) => inside95),
  };
}

export function backtestCases(prices: readonly DatedPrice[], rails: GuardRails) {
  return prices.flatMap((last, index) => {
    const seen = prices.slice(0, index + 1);
    const trend = seen.length < TRAINING_POINTS ? null : priceTrend(seen);
    if (trend === null) return [];
    return prices.slice(index + 1).map(({ date, usdPerMtok }) => {
      const horizonYears = yearsBetween(last.date, date);
      const inside = (level: number) => {
        const { prediction } = trendAt(trend, date, level);
        return prediction !== null && prediction.low <= usdPerMtok && usdPerMtok <= prediction.high;
      };
      return {
        trainedTo: last.date,
        trainingPoints: seen.length,
        date,
        horizonYears,
        actualUsdPerMtok: usdPerMtok,
        trendUsdPerMtok: trendAt(trend, date).usdPerMtok,
        baseUsdPerMtok: forecastPrice(last.usdPerMtok, horizonYears, 'base', trend, rails),
        lastUsdPerMtok: last.usdPerMtok,
        inside80: inside(0.8),
        inside95: inside(0.95),
      };
    });
  });
}

function scoreOf(errors: readonly number[]): BacktestScore | null {
  if (errors.length === 0) return null;
  const sizes = errors.map(Math.abs).sort((left, right) => left - right);
  const mean = (values: readonly number[]) =>
    values.reduce((total, value) => total + value, 0) / values.length;
  const middle = sizes.length / 2;
  const median =
    ((sizes[Math.ceil(middle) - 1] ?? 0) + (sizes[Math.floor(middle)] ?? sizes.at(-1) ?? 0)) / 2;
  return {
    cases: errors.length,
    rmseFactor: Math.exp(Math.sqrt(mean(errors.map((error) => error ** 2)))),
    medianFactor: Math.exp(median),
    biasFactor: Math.exp(mean(errors)),
  };
}
