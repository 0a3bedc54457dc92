import { z } from 'zod';
import { OPTION_KINDS } from '../../cost/decision/decision.ts';
import type { BacktestScore } from '../../market/backtest.ts';
import { CLAIM_IDS } from '../../market/claims.ts';
import type { ClassHistory } from '../../market/class-history.ts';
import type { DecisionStep } from '../../market/decision-after-cut.ts';
import { FORECAST_SCENARIOS } from '../../market/forecast.ts';
import type { MarketLab } from '../../market/lab.ts';
import type { LabSummary } from '../../market/lab-summary.ts';
import type { Interval } from '../../market/linear-fit.ts';
import { LAB_PARAMETER_IDS } from '../../market/market-parameters.ts';
import { CAPABILITY_CLASS_IDS } from '../../market/scenario.ts';
import { costBasis } from './cost.ts';
import { quantileBand } from './market.ts';
import { schemaOf } from './schema-of.ts';
import { count } from './values.ts';

const number = z.number();
const text = z.string();
const capabilityClass = z.enum(CAPABILITY_CLASS_IDS);
const confidence = z.enum(['read', 'recalled', 'assumed']);
const interval = schemaOf<Interval>()(z.object({ low: number, high: number }));
const score = schemaOf<BacktestScore>()(
  z
    .object({
      cases: count,
      rmseFactor: number,
      medianFactor: number,
      biasFactor: number.describe('Above 1: predictions were too dear.'),
    })
    .meta({
      id: 'BacktestScore',
      description: 'Errors of ln p as factors: 2 is off by a factor of two.',
    }),
);

const backtest = schemaOf<ClassHistory['backtest']>()(
  z
    .object({
      cases: z.array(
        z.object({
          trainedTo: text,
          trainingPoints: count,
          date: text,
          horizonYears: number,
          actualUsdPerMtok: number,
          trendUsdPerMtok: number,
          baseUsdPerMtok: number,
          inside80: z.boolean(),
          inside95: z.boolean(),
        }),
      ),
      trend: score.nullable(),
      base: score.nullable(),
      unchanged: score.nullable().describe('The last price seen: what a forecast has to beat.'),
      coverage80: number.nullable(),
      coverage95: number.nullable(),
    })
    .meta({ id: 'PriceBacktest', description: 'Trained up to a date, held against later prices.' }),
);

const classHistory = schemaOf<ClassHistory>()(
  z
    .object({
      id: capabilityClass,
      envelope: z.array(
        z.object({
          date: text,
          usdPerMtok: number,
          model: text,
          provider: text,
          event: z.enum(['launch', 'cut', 'rise', 'listing', 'index', 'promo']),
          source: text,
          confidence,
        }),
      ),
      currentUsdPerMtok: number,
      trend: z
        .object({
          origin: text,
          lastDate: text,
          fit: z.object({
            n: count,
            intercept: number,
            slope: number,
            residualSd: number.nullable(),
            slopeSe: number.nullable(),
            rSquared: number.nullable(),
            residualSumOfSquares: number,
            meanX: number,
            sxx: number,
          }),
          annualFactor: number.describe('Times cheaper in a year.'),
          annualFactorInterval: interval.nullable(),
          slopeInterval: interval.nullable(),
          halfLifeYears: number.nullable(),
          weak: z.boolean().describe('Fewer than 8 points.'),
        })
        .nullable()
        .describe('ln p on years since `origin`; null with fewer than three prices.'),
      changePoints: z.object({
        segments: z.array(
          z.object({
            from: text,
            to: text,
            points: count,
            slopePerYear: number,
            annualFactor: number,
            interceptAtFrom: number,
          }),
        ),
        bicGain: number.nullable(),
        evidence: z.enum(['too-few-points', 'none', 'weak', 'positive', 'strong']),
      }),
      backtest,
    })
    .meta({
      id: 'ClassHistory',
      description: 'The cheapest price of models that are good enough.',
    }),
);

const series = z.array(number);
const band = quantileBand;

export const marketLab = schemaOf<MarketLab>()(
  z
    .object({
      name: text,
      start: text,
      capabilityClass,
      currentUsdPerMtok: number,
      currentAsOf: text,
      classes: z.array(classHistory),
      backtest,
      parameters: z.array(
        z.object({
          id: z.enum(LAB_PARAMETER_IDS),
          low: number,
          base: number,
          high: number,
          kind: z.enum(['measured', 'recalled', 'assumed', 'user']),
          source: text,
          asOf: text.nullable(),
          note: text.nullable(),
        }),
      ),
      riseFactor: number,
      forecasts: z.array(
        z.object({
          scenario: z.enum(FORECAST_SCENARIOS),
          slopePerYear: number,
          usdPerMtok: series,
        }),
      ),
      simulation: z.object({
        dates: z.array(text),
        years: series,
        series: z.record(text, series).describe('By variable of docs/market-model.md.'),
        relativeError: number,
        stepsPerPoint: count,
        priceRatio: number,
        priceRatioWithout: z.object({
          compute: number.nullable(),
          market: number.nullable(),
          behaviour: number.nullable(),
        }),
      }),
      bands: z
        .object({
          price: band,
          unit_cost: band,
          users: band,
          demand: band,
          served: band,
          capacity: band,
          utilisation: band,
          spending: band,
        })
        .nullable(),
      effects: z
        .array(
          z.object({
            parameter: z.enum(LAB_PARAMETER_IDS),
            atLowUsdPerMtok: number.nullable(),
            atHighUsdPerMtok: number.nullable(),
          }),
        )
        .nullable()
        .describe('Price at the end with one parameter at the ends of its range.'),
      applications: z.array(
        z.object({
          id: text,
          domain: z.enum(['vision', 'language', 'recommendation']),
          name: text,
          nameZh: text,
          inputTokens: number,
          outputTokens: number,
          capabilityClass: text,
          valueLowUsd: number,
          valueUsd: number,
          valueHighUsd: number,
          breakEvenLowUsdPerMtok: number,
          breakEvenUsdPerMtok: number,
          breakEvenHighUsdPerMtok: number,
          reason: text,
          reasonZh: text,
          source: text,
          asOf: text,
          confidence,
          usdPerMtok: number.nullable(),
          priceAsOf: text.nullable(),
          profitability: z.enum(['profitable', 'in-range', 'unprofitable']).nullable(),
          unlockedOn: text.nullable(),
        }),
      ),
      timeline: z.array(
        z.object({
          cuts: count,
          priceRatio: number,
          usdPerMtok: number,
          modelDate: text.nullable(),
          trendDate: text.nullable(),
          unlocks: z.array(text),
          profitable: count,
        }),
      ),
      claims: z.array(
        z.object({
          id: z.enum(CLAIM_IDS),
          verdict: z.enum(['supported', 'partly', 'not-shown', 'untested']),
          evidence: z.array(costBasis),
        }),
      ),
    })
    .meta({
      id: 'MarketLab',
      description:
        'What the market lab answers. Prices are blended (three parts input, one part output), USD per million tokens.',
    }),
);

/** What a cut of token prices does to a decision. */
export const decisionStep = schemaOf<DecisionStep>()(
  z
    .object({
      cuts: count,
      priceRatio: number,
      recommended: z.enum(OPTION_KINDS).nullable(),
      turned: z.boolean().describe('Whether something else is recommended than today.'),
      options: z.array(
        z.object({
          id: z.enum(OPTION_KINDS),
          usdPerMonth: number.nullable(),
          feasible: z.boolean(),
        }),
      ),
    })
    .meta({ id: 'DecisionStep', description: 'A decision with API prices multiplied.' }),
);

/** What tells one market scenario from another. */
export const labSummary = schemaOf<LabSummary>()(
  z
    .object({
      capabilityClass: z.enum(CAPABILITY_CLASS_IDS),
      currentUsdPerMtok: z.number(),
      end: z.string(),
      usdPerMtokAtEnd: z.number(),
      lowUsdPerMtokAtEnd: z.number().nullable(),
      highUsdPerMtokAtEnd: z.number().nullable(),
      trendUsdPerMtokAtEnd: z.number().nullable(),
      applicationsNow: z.number(),
      applicationsAtEnd: z.number(),
    })
    .meta({ id: 'LabSummary', description: 'Prices in USD/Mtok, blended.' }),
);
