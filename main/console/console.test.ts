import { afterEach, describe, expect, test, vi } from 'vitest';
import { onInterrupt } from './interrupts.ts';
import { systemLanguage } from './language.ts';
import { exitCodeOf } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { textPairs, textTable } from './table.ts';
import { shortened, textWidth } from './text-width.ts';

test('Chinese characters take two columns, marks none', () => {
  expect(textWidth('abc')).toBe(3);
  expect(textWidth('炉边，')).toBe(6);
  expect(textWidth('é')).toBe(1);
  expect(textWidth('± ×')).toBe(3);
});

test('a text is shortened to the columns that there are', () => {
  expect(shortened('炉边', 4)).toBe('炉边');
  expect(shortened('炉边取暖', 4)).toBe('炉…');
  expect(shortened('a price list', 8)).toBe('a price…');
});

test('columns line up in both scripts, numbers on the right', () => {
  const rows = [
    { name: '鸢尾花', count: '5' },
    { name: 'iris', count: '150' },
  ];
  const table = textTable(
    [
      { title: '名称', value: ({ name }: (typeof rows)[number]) => name },
      { title: 'n', value: ({ count }) => count, isNumber: true },
    ],
    rows,
  );
  expect(table).toBe(['名称      n', '鸢尾花    5', 'iris    150'].join('\n'));
});

test('pairs without a value are left out', () => {
  expect(
    textPairs([
      ['a', '1'],
      ['bb', null],
      ['ccc', '3'],
    ]),
  ).toBe('a    1\nccc  3');
});

describe('ProgressLine', () => {
  function terminal(isTTY: boolean, columns = 40) {
    const written: string[] = [];
    return { isTTY, columns, written, write: (text: string) => written.push(text) };
  }

  test('redraws one line, at most ten times a second, and makes room', () => {
    let now = 0;
    const screen = terminal(true);
    const line = new ProgressLine(screen, () => now);
    for (now = 0; now < 1000; now += 10) line.draw(now / 1000, 'words');
    expect(screen.written.length).toBe(10);
    line.clear();
    expect(screen.written.at(-1)).toBe('\r\u001b[2K');
    line.clear();
    expect(screen.written.length).toBe(11);
  });

  test('never wraps, whatever it is told', () => {
    const screen = terminal(true, 30);
    new ProgressLine(screen, () => 0).draw(0.5, '很长的说明'.repeat(20));
    const drawn = (screen.written[0] ?? '').replace('\r\u001b[2K', '');
    expect(textWidth(drawn)).toBeLessThan(30);
  });

  test('draws nothing where nobody watches', () => {
    const screen = terminal(false);
    new ProgressLine(screen, () => 0).draw(0.5, 'words');
    expect(screen.written).toEqual([]);
  });
});

describe('systemLanguage', () => {
  test.each<[Record<string, string>, string, string]>([
    [{ LANG: 'zh_CN.UTF-8' }, 'en-US', 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en-US', 'en'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_TW' }, 'en-US', 'zh'],
    [{ LANG: 'de_DE.UTF-8' }, 'zh-CN', 'en'],
    [{}, 'zh-CN', 'zh'],
    [{ LANG: '' }, 'en-GB', 'en'],
  ])('%j with %s is %s', (env, locale, language) => {
    expect(systemLanguage(env, locale)).toBe(language);
  });
});

describe('onInterrupt', () => {
  afterEach(() => vi.restoreAllMocks());

  test('one press that arrives twice counts once; a second press counts', () => {
    let now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    let presses = 0;
    const leave = onInterrupt(() => {
      presses += 1;
    });
    process.emit('SIGINT');
    now += 5;
    process.emit('SIGINT');
    expect(presses).toBe(1);
    now += 1000;
    process.emit('SIGINT');
    expect(presses).toBe(2);
    leave();
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});

test('exit codes tell wrong usage from bad input and from Ctrl-C', () => {
  expect(
    exitCodeOf({ code: 'usage/invalid', problem: 'command-missing', subject: '', expected: null }),
  ).toBe(2);
  expect(exitCodeOf({ code: 'run/not-found', run: '' })).toBe(1);
  expect(exitCodeOf({ code: 'cancelled' })).toBe(130);
});
