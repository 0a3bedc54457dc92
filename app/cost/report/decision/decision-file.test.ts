import { expect, test } from 'vitest';
import { decision, outlook } from '../../../testing/decision.ts';
import { NO_CHOICES, NO_WEIGHTS, type Scenario } from '../../decision/scenario.ts';
import { decisionFile, REPORT_FORMATS, reportFormatOf } from './decision-file.ts';

const SCENARIO: Scenario = {
  version: 1,
  name: 'A chatbot',
  work: 'serving',
  region: null,
  currency: 'USD',
  start: null,
  choices: NO_CHOICES,
  inputs: {},
  weights: NO_WEIGHTS,
};
const INPUT = {
  name: SCENARIO.name,
  decision: decision(),
  outlook: outlook(),
  today: '2026-11-26',
  language: 'en',
} as const;

test('the ending of a name chooses the form', () => {
  expect(['a.html', 'b/c.CSV', 'd.xlsx', '.json', 'e.pdf', 'f'].map(reportFormatOf)).toEqual([
    'html',
    'csv',
    'xlsx',
    'json',
    null,
    null,
  ]);
});

test('every form begins as its kind of file does', () => {
  const starts = REPORT_FORMATS.map((format) => {
    const content = decisionFile(format, INPUT, SCENARIO);
    return typeof content === 'string' ? content.slice(0, 10) : [...content.slice(0, 2)];
  });
  expect(starts).toEqual([
    '<!doctype ',
    '\ufeffA chatbot'.slice(0, 10),
    [0x50, 0x4b],
    '{\n  "scena',
  ]);
});

test('as JSON it has the scenario, the decision and how sure it is', () => {
  const content = decisionFile('json', INPUT, SCENARIO);
  expect(typeof content).toBe('string');
  expect(JSON.parse(String(content))).toEqual({
    scenario: SCENARIO,
    ...INPUT.decision,
    uncertainty: INPUT.outlook,
  });
});
