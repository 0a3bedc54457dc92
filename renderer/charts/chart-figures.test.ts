import { describe, expect, test } from 'vitest';
import { figuresCsv, figureText } from './chart-figures.ts';

describe('the figures of a chart', () => {
  const figures = {
    columns: [{ label: 'option' }, { label: 'cost, USD', format: (usd: number) => `$ ${usd}` }],
    rows: [
      ['own', 12.5],
      ['rent "spot"', null],
    ],
  } as const;

  test('go unrounded into CSV, words in quotes', () => {
    expect(figuresCsv(figures)).toBe('option,"cost, USD"\r\n"own",12.5\r\n"rent ""spot""",\r\n');
  });

  test('are worded by their column, and what is absent is said to be', () => {
    const [option, cost] = figures.columns;
    expect([figureText('own', option), figureText(12.5, cost), figureText(null, cost)]).toEqual([
      'own',
      '$ 12.5',
      '—',
    ]);
  });
});
