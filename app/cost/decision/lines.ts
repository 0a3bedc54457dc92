import type { FigureSource } from '../run-cost.ts';
import type { Evaluation } from './compile.ts';
import type { DecisionItem, DecisionLine, LineUnit, OptionKind } from './decision.ts';
import type { InputId } from './inputs.ts';
import { hasLongPrompts } from './long-prompts.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/**
 * The lines of an option's level month, quantity × unit price = amount: present values over that of one
 * unit a month, so that they add up to the option's and every option has the same months.
 */
export function linesOf(
  option: OptionKind,
  resolved: ResolvedInputs,
  { terms, sums, split, hybridMachines }: Evaluation,
): readonly DecisionLine[] {
  const isServing = resolved.scenario.work === 'serving';
  const level = 1 / sums.months;
  const value = (id: InputId): number => resolved.values[id]?.base ?? 0;
  const line = (
    item: DecisionItem,
    unit: LineUnit,
    quantity: number,
    unitPriceUsd: number,
    from: InputId,
  ): DecisionLine => ({
    item,
    quantity,
    unit,
    unitPriceUsd,
    amountUsd: quantity * unitPriceUsd,
    source: resolved.values[from]?.source ?? NO_SOURCE,
  });
  /** Of an amount whose unit price moves: its mean over the months. */
  const meanLine = (
    item: DecisionItem,
    unit: LineUnit,
    quantity: number,
    usd: number,
    from: InputId,
  ): DecisionLine => line(item, unit, quantity, quantity > 0 ? usd / quantity : 0, from);

  const machines = (count: number, priced: number, workUnits: number): readonly DecisionLine[] => [
    line('hardware', 'machines', priced * level, terms.hardwareUsd, 'own.gpuPriceUsd'),
    line('repairs', 'machines', priced * level, terms.repairsUsd, 'own.repairShare'),
    line('idle-energy', 'kWh', count * level * terms.idleKwh, terms.usdPerKwh, 'energy.usdPerKwh'),
    line(
      'work-energy',
      'kWh',
      workUnits * level * terms.unitKwh,
      terms.usdPerKwh,
      'energy.usdPerKwh',
    ),
    line(
      'admin',
      'h',
      count * level * value('own.adminHoursPerMonth'),
      value('finance.wageUsdPerHour'),
      'finance.wageUsdPerHour',
    ),
    line('other', 'machines', count * level, terms.otherUsd, 'own.otherUsdPerMonth'),
  ];
  const admin = (hours: InputId): DecisionLine =>
    line('admin', 'h', value(hours), value('finance.wageUsdPerHour'), 'finance.wageUsdPerHour');
  const rented = (hours: number, usd: number): readonly DecisionLine[] => [
    meanLine(
      'instance-hours',
      'h',
      hours * level * terms.rentUsedShare,
      usd * level * terms.rentUsedShare,
      'rent.onDemandUsdPerHour',
    ),
    ...(terms.rentUsedShare < 1
      ? [
          meanLine(
            'billing-grain',
            'h',
            hours * level * (1 - terms.rentUsedShare),
            usd * level * (1 - terms.rentUsedShare),
            'rent.billingGrainHours',
          ),
        ]
      : []),
    admin('rent.adminHoursPerMonth'),
    line('storage', 'months', 1, terms.rentStorageUsd, 'rent.storageUsdPerMonth'),
    line('egress', 'months', 1, terms.rentEgressUsd, 'rent.egressUsdPerMonth'),
  ];
  const bought = (units: number, usd: number): readonly DecisionLine[] => [
    isServing
      ? hasLongPrompts(resolved.values)
        ? meanLine('long-tokens', 'Mtok', units * level, usd * level, 'api.longOutputUsdPerMtok')
        : meanLine('tokens', 'Mtok', units * level, usd * level, 'api.outputUsdPerMtok')
      : meanLine(
          'training-tokens',
          'Mtok',
          (units * level * value('work.tokensPerRun')) / 1e6,
          usd * level,
          'api.trainingUsdPerMtok',
        ),
    admin('api.adminHoursPerMonth'),
  ];

  if (option === 'own') return machines(sums.machines, sums.pricedMachines, sums.units);
  if (option === 'rent') return rented(sums.hours, sums.pricedHours * terms.rentHourUsd);
  if (option === 'api') return bought(sums.units, sums.pricedUnits * terms.apiUnitUsd);
  const count = hybridMachines * sums.months;
  const burstHours = split.burstUnits / terms.rentUnitsPerHour;
  const pricedBurstHours = split.pricedBurst / terms.rentUnitsPerHour;
  return [
    ...machines(count, count, split.servedUnits),
    ...(isServing
      ? bought(split.burstUnits, split.pricedBurst * terms.apiUnitUsd)
      : rented(burstHours, pricedBurstHours * terms.rentHourUsd)),
  ];
}

const NO_SOURCE: FigureSource = { source: 'scenario', asOf: null, kind: 'assumption' };
