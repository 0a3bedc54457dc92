import { describe, expect, test } from 'vitest';
import { decision } from '../../testing/decision.ts';
import { DecisionWords } from './words.ts';

const unbroken = (text: string) => text.replaceAll('\u00a0', ' ');
const dollars = new DecisionWords('en', { currency: 'USD', perUsd: 1 });
const yuan = new DecisionWords('zh', { currency: 'CNY', perUsd: 7 });

function told(words: DecisionWords, key: string, values: Record<string, string | number>): string {
  return unbroken(words.sentence({ key, values, source: null }));
}

describe('what a decision says', () => {
  test('names options and puts money and shares in the reader’s notation', () => {
    const values = { utilisationShare: 0.1412, amountUsd: 372.2 };
    expect(told(dollars, 'cost.reason.idle', values)).toContain('14 % of the time: $ 372 of');
    expect(told(yuan, 'cost.reason.idle', values)).toContain('¥ 2,605');
    expect(
      told(dollars, 'cost.reason.less-people', { amountUsd: 20, otherUsd: 80, other: 'rent' }),
    ).toBe('Working time: $ 20.00 a month instead of $ 80.00 (Renting).');
  });

  test('says on which side of a volume owning pays, as the load is entered', () => {
    const { breakEven } = decision();
    const runs = { ...breakEven, ownWins: 'below', perDay: 0.76, unitsPerMonth: 23.13 } as const;
    expect(dollars.breakEven({ work: 'serving', breakEven })).toEqual({
      label: 'Owning pays from',
      amount: '20,400 requests a day',
    });
    expect(dollars.breakEven({ work: 'training', breakEven: runs })).toEqual({
      label: 'Owning pays up to',
      amount: '23.1 runs a month',
    });
    expect(yuan.breakEven({ work: 'training', breakEven: runs })).toEqual({
      label: '自购划算的上限',
      amount: '每月 23.1 次训练',
    });
  });

  test('counts the machines that one owns, also as they grow, and in the verdict', () => {
    const name = '1 × RTX 4090';
    const capacity = {
      machines: 30,
      machinesAtEnd: 30,
      unitsPerMachineMonth: 77,
      tokensPerSecond: null,
      utilisation: 0.15,
      answerSeconds: null,
    };
    const growing = { ...capacity, machines: 1, machinesAtEnd: 2 };
    const one = { ...growing, machinesAtEnd: 1 };
    expect(dollars.what({ kind: 'own', name, capacity })).toBe(
      '30 machines, each with 1 × RTX 4090',
    );
    expect(yuan.what({ kind: 'own', name, capacity })).toBe('30 台机器，每台 1 × RTX 4090');
    expect(dollars.what({ kind: 'own', name, capacity: growing })).toBe(
      '1 machine, 2 at the end, each with 1 × RTX 4090',
    );
    expect(dollars.what({ kind: 'own', name, capacity: one })).toBe(name);
    expect(dollars.what({ kind: 'rent', name, capacity })).toBe(name);
    const verdict = { option: 'own', name, amountUsd: 1470, machines: 30, machinesAtEnd: 30 };
    expect(told(dollars, 'cost.verdict.only', verdict)).toBe(
      'Only one option can do this work: Owning (30 machines, each with 1 × RTX 4090), at $ 1,470 a month.',
    );
  });

  test('says at which value of an input another option wins, in the unit people read', () => {
    expect(
      told(dollars, 'cost.flip.above', {
        input: 'market.apiDeclinePerYear',
        value: Math.log(1 / 0.38),
        winner: 'api',
      }),
    ).toBe('If API prices fall faster than 62 % a year: API.');
    expect(
      told(dollars, 'cost.flip.below', {
        input: 'work.requestsPerDay',
        value: 1055,
        tokensPerDay: 1_900_000,
        winner: 'api',
      }),
    ).toBe('If you serve fewer than 1,055 requests (1.9 M tokens) a day: API.');
  });

  test('a fall by less than nothing is a rise', () => {
    expect(
      told(dollars, 'cost.flip.below', {
        input: 'market.apiDeclinePerYear',
        value: -Math.log(1.41),
        winner: 'rent',
      }),
    ).toBe('If API prices rise by more than 41 % a year: Renting.');
  });

  test('a name that several inputs have comes with its part', () => {
    expect(dollars.name('rent.adminHoursPerMonth')).toBe('Renting: Hours of care a month');
    expect(dollars.name('energy.usdPerKwh')).toBe('Electricity');
    expect(dollars.input('energy.usdPerKwh', 0.2938)).toBe('0.294 USD/kWh');
    expect(dollars.input('own.gpus', 2)).toBe('2');
  });

  test('a chance counted in draws is never told as certain', () => {
    expect(unbroken(dollars.odds(0))).toBe('< 0.1 %');
    expect(unbroken(dollars.odds(1))).toBe('> 99.9 %');
    expect(unbroken(dollars.oddsWithError(1, 0))).toBe('> 99.9 %');
    expect(unbroken(yuan.oddsWithError(0.9321, 0.0039))).toBe('93.2 % ± 0.4 %');
    expect(unbroken(dollars.oddsWithError(0.001, 0.000_49))).toBe('0.1 % ± 0.05 %');
    expect(unbroken(dollars.oddsWithError(0.704, 0.0036))).toBe('70 % ± 0.4 %');
  });
});
