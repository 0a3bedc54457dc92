import { z } from 'zod';
import {
  type BreakEven,
  type BreakEvenDecline,
  DECISION_ITEMS,
  type Decision,
  type DecisionLine,
  type DecisionOption,
  type Flip,
  LINE_UNITS,
  OPTION_KINDS,
  type OptionCapacity,
  type Recommendation,
  type WaitingValue,
} from '../../cost/decision/decision.ts';
import { LAWS, WORKS } from '../../cost/decision/input-rule.ts';
import { INPUT_IDS, type InputId } from '../../cost/decision/inputs.ts';
import type { ResolvedInput, ResolvedNames } from '../../cost/decision/resolved-inputs.ts';
import {
  NO_CHOICES,
  NO_WEIGHTS,
  type Scenario,
  type ScenarioChoices,
  type ScenarioInput,
  type ScenarioWeights,
} from '../../cost/decision/scenario.ts';
import { costBasis, figureSource } from './cost.ts';
import { schemaOf } from './schema-of.ts';
import { longText, nameText } from './values.ts';

const text = nameText.min(1);
const currency = z.string().regex(/^[A-Z]{3}$/);
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month like 2026-11');
const inputId = z.enum(INPUT_IDS as readonly [InputId, ...InputId[]]);
const work = z.enum(WORKS);
const optionKind = z.enum(OPTION_KINDS);

const scenarioInput = schemaOf<ScenarioInput>()(
  z
    .strictObject({
      base: z.number(),
      low: z.number().optional(),
      high: z.number().optional(),
      note: longText.optional(),
      currency: currency
        .optional()
        .describe('Of an amount: USD where left out, or the scenario’s.'),
    })
    .meta({ id: 'ScenarioInput' }),
);

const profile = (length: number) => z.array(z.number()).length(length).nullable().default(null);

const scenarioChoices = schemaOf<ScenarioChoices>()(
  z
    .strictObject({
      gpu: text.nullable().default(null).describe('Name in the sheet `gpus`.'),
      rentOffer: text
        .nullable()
        .default(null)
        .describe(
          '`provider/instance type/region` of `cloud_gpu_prices` or `cloud_cpu_prices`; null: the cheapest.',
        ),
      apiModel: text
        .nullable()
        .default(null)
        .describe('`provider/model` of `api_prices`; null: the cheapest at the quality floor.'),
      servedModel: text.nullable().default(null),
      qualityFloor: z.number().nullable().default(null),
      measurement: text.nullable().default(null).describe('A stored measurement.'),
      run: text.nullable().default(null).describe('A stored run: id, unique prefix or name.'),
      hourlyProfile: profile(24).describe('24 shares of a day, from midnight.'),
      weeklyProfile: profile(7).describe('7 shares of a week, from Monday.'),
    })
    .meta({ id: 'ScenarioChoices' }),
);

const scenarioWeights = schemaOf<ScenarioWeights>()(
  z.strictObject({ privacy: z.number(), control: z.number() }).meta({
    id: 'ScenarioWeights',
    description: 'Shares of an option’s cost charged on top where all work leaves the house.',
  }),
);

export const scenario = schemaOf<Scenario>()(
  z
    .strictObject({
      version: z.literal(1),
      name: text,
      work,
      region: text.nullable().default(null).describe('Of `electricity_prices`.'),
      currency: currency
        .nullable()
        .default(null)
        .describe('ISO 4217; null: of the region’s country, or as in the settings.'),
      start: month.nullable().default(null),
      choices: scenarioChoices.default(NO_CHOICES as z.output<typeof scenarioChoices>),
      inputs: z.partialRecord(inputId, scenarioInput).default({}),
      weights: scenarioWeights.default(NO_WEIGHTS),
    })
    .meta({ id: 'Scenario', description: 'Only what the user set; the rest has defaults.' }),
);

const resolvedInput = schemaOf<ResolvedInput>()(
  z
    .object({
      id: inputId,
      base: z.number(),
      low: z.number(),
      high: z.number(),
      law: z.enum(LAWS),
      source: figureSource,
      isOwn: z.boolean(),
      note: z.string().nullable(),
    })
    .meta({ id: 'ResolvedInput' }),
);

const resolvedNames = schemaOf<ResolvedNames>()(
  z.object({
    gpu: z.string().nullable(),
    rentOffer: z.string().nullable(),
    apiModel: z.string().nullable(),
    apiQuality: z.number().nullable(),
    servedModel: z.string().nullable(),
    servedQuality: z.number().nullable(),
    qualityFloor: z.number().nullable(),
    region: z.string().nullable(),
    measured: z.string().nullable(),
  }),
);

const decisionLine = schemaOf<DecisionLine>()(
  z
    .object({
      item: z.enum(DECISION_ITEMS),
      quantity: z.number(),
      unit: z.enum(LINE_UNITS),
      unitPriceUsd: z.number(),
      amountUsd: z.number(),
      source: figureSource,
    })
    .meta({ id: 'DecisionLine', description: 'Of the level month.' }),
);

const optionCapacity = schemaOf<OptionCapacity>()(
  z.object({
    machines: z.number(),
    machinesAtEnd: z.number(),
    unitsPerMachineMonth: z.number(),
    tokensPerSecond: z.number().nullable(),
    utilisation: z.number(),
    answerSeconds: z.number().nullable(),
  }),
);

const decisionOption = schemaOf<DecisionOption>()(
  z
    .object({
      id: optionKind,
      kind: optionKind,
      name: z.string(),
      feasible: z.boolean(),
      reasons: z.array(costBasis),
      usdPerMonth: z.number().nullable(),
      usdTotal: z.number().nullable(),
      presentValueUsd: z.number().nullable(),
      weightedUsdPerMonth: z.number().nullable(),
      exposure: z.number(),
      dependence: z.number(),
      usdPerRequest: z.number().nullable(),
      usdPerMtok: z.number().nullable(),
      usdPerRun: z.number().nullable(),
      lines: z.array(decisionLine),
      kwh: z.number().nullable(),
      carbonKg: z.number().nullable(),
      capacity: optionCapacity.nullable(),
      measured: z.boolean(),
      cumulativeUsd: z.array(z.number()),
    })
    .meta({ id: 'DecisionOption' }),
);

const breakEven = schemaOf<BreakEven>()(
  z
    .object({
      against: z.enum(['rent', 'api']).nullable(),
      unitsPerMonth: z.number().nullable(),
      ownWins: z.enum(['above', 'below']).nullable(),
      perDay: z.number().nullable(),
      shareOfCapacity: z.number().nullable(),
      date: z.string().nullable(),
      paybackMonths: z.number().nullable(),
      discountedPaybackMonths: z.number().nullable(),
      netPresentValueUsd: z.number().nullable(),
      reasons: z.array(costBasis),
    })
    .meta({ id: 'BreakEven' }),
);

const breakEvenDecline = schemaOf<BreakEvenDecline>()(
  z.object({
    input: z.enum(['market.apiDeclinePerYear', 'market.rentalDeclinePerYear']),
    exponent: z.number().nullable(),
    sharePerYear: z.number().nullable(),
    assumedExponent: z.number(),
    assumedSharePerYear: z.number(),
    reason: costBasis.nullable(),
  }),
);

const waitingValue = schemaOf<WaitingValue>()(
  z.object({ usd: z.number(), months: z.number(), meanwhile: z.enum(['rent', 'api']) }),
);

const flip = schemaOf<Flip>()(
  z
    .object({
      input: inputId,
      base: z.number(),
      value: z.number(),
      side: z.enum(['below', 'above']),
      winner: optionKind,
      kind: z.enum(['equal', 'step']),
      words: costBasis,
    })
    .meta({ id: 'Flip' }),
);

const recommendation = schemaOf<Recommendation>()(
  z
    .object({
      option: optionKind.nullable(),
      runnerUp: optionKind.nullable(),
      savingUsdPerMonth: z.number().nullable(),
      words: costBasis,
      reasons: z.array(costBasis),
      flips: z.array(flip),
    })
    .meta({ id: 'Recommendation' }),
);

export const decision = schemaOf<Decision>()(
  z
    .object({
      work,
      currency: z.string(),
      currencyPerUsd: z.number(),
      horizonMonths: z.number(),
      months: z.array(z.string()),
      demand: z.array(z.number()),
      options: z.array(decisionOption),
      breakEven,
      decline: breakEvenDecline,
      waiting: waitingValue.nullable(),
      recommendation,
      weights: scenarioWeights,
      names: resolvedNames,
      inputs: z.array(resolvedInput),
      remarks: z.array(costBasis),
      oldestAsOf: z.string().nullable(),
    })
    .meta({ id: 'Decision', description: 'All money in USD.' }),
);
