import { describe, expect, test } from 'vitest';
import { readNumber } from './read-number.ts';

describe('readNumber', () => {
  test('it reads exponents, a decimal comma and full-width digits', () => {
    expect(readNumber('1e-3', {})).toEqual({ ok: true, value: 0.001 });
    expect(readNumber(' 0,5 ', {})).toEqual({ ok: true, value: 0.5 });
    expect(readNumber('１２', {})).toEqual({ ok: true, value: 12 });
  });

  test('thousands set apart are whole, as the page prints them', () => {
    expect(readNumber('20,000', { integer: true })).toEqual({ ok: true, value: 20_000 });
    expect(readNumber('1,234', {})).toEqual({ ok: true, value: 1234 });
    expect(readNumber('1.234,56', {})).toEqual({ ok: true, value: 1234.56 });
    expect(readNumber('1,23,4', {})).toEqual({ ok: false, problem: 'field.not-a-number' });
  });

  test('words, infinities and fractions of whole things are refused', () => {
    expect(readNumber('many', {})).toEqual({ ok: false, problem: 'field.not-a-number' });
    expect(readNumber('Infinity', {})).toEqual({ ok: false, problem: 'field.not-a-number' });
    expect(readNumber('2.5', { integer: true })).toEqual({ ok: false, problem: 'field.not-whole' });
  });

  test('the bound that was crossed is named, both where there are two', () => {
    expect(readNumber('0', { minimum: 1 })).toEqual({ ok: false, problem: 'field.at-least' });
    expect(readNumber('9', { maximum: 8 })).toEqual({ ok: false, problem: 'field.at-most' });
    expect(readNumber('9', { minimum: 1, maximum: 8 })).toEqual({
      ok: false,
      problem: 'field.between',
    });
    expect(readNumber('8', { minimum: 1, maximum: 8 })).toEqual({ ok: true, value: 8 });
  });

  test('a bound that is itself no value is named by itself', () => {
    expect(readNumber('0', { above: 0, maximum: 1 })).toEqual({
      ok: false,
      problem: 'field.above',
    });
    expect(readNumber('1', { minimum: 0, below: 1 })).toEqual({
      ok: false,
      problem: 'field.below',
    });
    expect(readNumber('2', { above: 0, maximum: 1 })).toEqual({
      ok: false,
      problem: 'field.above-to',
    });
    expect(readNumber('-1', { minimum: 0, below: 1 })).toEqual({
      ok: false,
      problem: 'field.from-below',
    });
  });

  test('a limit that nobody meets is not told', () => {
    expect(readNumber('-1', { minimum: 0, maximum: 1e12 })).toEqual({
      ok: false,
      problem: 'field.at-least',
    });
    expect(readNumber('2e12', { minimum: 0, maximum: 1e12 })).toEqual({
      ok: false,
      problem: 'field.between',
    });
  });

  test('only an optional field may be empty', () => {
    expect(readNumber('', { optional: true })).toEqual({ ok: true, value: null });
    expect(readNumber('', {})).toEqual({ ok: false, problem: 'field.required' });
  });
});
