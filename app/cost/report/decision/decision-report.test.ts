import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../language.ts';
import { decision, decisionOption, outlook } from '../../../testing/decision.ts';
import { DECISION_ITEMS } from '../../decision/decision.ts';
import { INPUT_IDS } from '../../decision/inputs.ts';
import { reportCsv } from '../csv.ts';
import { reportHtml } from '../html.ts';
import { type Report, tablesOf } from '../report.ts';
import { reportWorkbook } from '../workbook.ts';
import type { ReportInput } from './context.ts';
import { decisionReport } from './decision-report.ts';

function reportOf(changes: Partial<ReportInput> = {}): Report {
  return decisionReport({
    name: 'A chatbot',
    decision: decision(),
    outlook: outlook(),
    today: '2026-11-26',
    language: 'en',
    ...changes,
  });
}

describe('a report on a decision', () => {
  test('begins with the answer, its reasons and its figures', () => {
    const [answer] = reportOf().sections;
    expect(answer?.blocks[0]).toEqual({
      kind: 'verdict',
      title: 'Owning: 2 × RTX 4090',
      text: 'Storage and moving the data there and back are not counted.',
    });
    expect(JSON.stringify(answer)).toContain('that of Malta is assumed');
    expect(JSON.stringify(answer)).toContain('"text":"18 months"');
  });

  test('says on which side of the break-even owning pays, in every form', () => {
    const { breakEven } = decision();
    const below = decision({ work: 'training', breakEven: { ...breakEven, ownWins: 'below' } });
    for (const write of [reportHtml, reportCsv]) {
      expect(write(reportOf())).toContain('owning pays from 20,400 requests a day on');
      expect(write(reportOf({ decision: below }))).toContain('owning pays up to 687 runs a month');
    }
    const zh = reportCsv(reportOf({ decision: below, language: 'zh' }));
    expect(zh).toContain('自购划算的上限：每月 687 次训练');
  });

  test('counts the machines bought', () => {
    const capacity = {
      machines: 30,
      machinesAtEnd: 30,
      unitsPerMachineMonth: 77,
      tokensPerSecond: null,
      utilisation: 0.15,
      answerSeconds: null,
    };
    const lab = decision({ options: [decisionOption('own', '1 × RTX 4090', 1470, { capacity })] });
    for (const write of [reportHtml, reportCsv]) {
      expect(write(reportOf({ decision: lab }))).toContain('30 machines, each with 1 × RTX 4090');
    }
  });

  test('lists every input with value, source, date and age', () => {
    const rows = tablesOf(reportOf()).flatMap((table) => table.rows);
    const inputs = rows.filter((row) => row.length === 9);
    expect(inputs.length).toBe(INPUT_IDS.length);
    const [requests] = inputs;
    expect(requests?.slice(0, 2)).toEqual(['Requests a day', 'requests']);
    expect(requests?.[7]).toBe('a price list: counted in May');
    expect(requests?.[8]).toBe('1 August 2026 (3 months old)');
  });

  test('every line of a month is in a part of its bar', () => {
    const lines = DECISION_ITEMS.map((item) => ({
      item,
      quantity: 1,
      unit: 'months' as const,
      unitPriceUsd: 1,
      amountUsd: 1,
      source: { source: 'a price list', asOf: null, kind: 'sheet' as const },
    }));
    const whole = decision({ options: [decisionOption('own', 'all', 13, { lines })] });
    const parts = tablesOf(reportOf({ decision: whole })).find(
      ({ title }) => title === 'What a month is made of',
    );
    const amounts = (parts?.rows[0] ?? []).slice(1).map((cell) => Number(Object(cell).value));
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(DECISION_ITEMS.length);
  });

  test('shows money in its own currency and rates of decline as shares', () => {
    const report = reportOf({ decision: decision({ currency: 'EUR', currencyPerUsd: 0.5 }) });
    const html = reportHtml(report);
    expect(html).toContain('€\u00a0178');
    expect(html).toContain('EUR (1 USD = 0.5)');
    // 1 − e^−0.1
    expect(html).toContain('9.52 % a year');
    const sideBySide = tablesOf(report)[0];
    expect(sideBySide?.rows[0]?.[1]).toMatchObject({ value: 178, format: 'money' });
  });

  test('says so where nothing can do the work and nothing pays back', () => {
    const none = decision({
      options: [
        decisionOption('own', '1 × RTX 4090', 0, {
          feasible: false,
          usdPerMonth: null,
          usdTotal: null,
          presentValueUsd: null,
          lines: [],
          cumulativeUsd: [],
          reasons: [{ key: 'cost.basis.no-spot-discount', values: {}, source: null }],
        }),
      ],
      recommendation: {
        ...decision().recommendation,
        option: null,
        runnerUp: null,
        savingUsdPerMonth: null,
      },
      breakEven: {
        against: null,
        unitsPerMonth: null,
        ownWins: null,
        perDay: null,
        shareOfCapacity: null,
        date: null,
        paybackMonths: null,
        discountedPaybackMonths: null,
        netPresentValueUsd: null,
        reasons: [{ key: 'cost.basis.not-counted', values: {}, source: null }],
      },
      waiting: null,
      oldestAsOf: null,
    });
    const html = reportHtml(
      reportOf({ decision: none, outlook: outlook({ payback: null, tornados: [], bands: [] }) }),
    );
    expect(html).toContain('No option can do this work');
    expect(html).toContain('Owning: The sheet lists spot at or above the price on demand');
    expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  test('every word has a message with all its values, in every form of the report', () => {
    const report = reportOf({ language });
    for (const written of [reportHtml(report), reportCsv(report)]) {
      expect(written).not.toMatch(/\{\w+[:}]|report\.|NaN|Infinity|undefined/);
    }
    expect(reportWorkbook(report).length).toBeGreaterThan(10_000);
  });
});
