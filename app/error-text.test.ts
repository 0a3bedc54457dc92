import { describe, expect, test } from 'vitest';
import { ERROR_FIELDS } from './contract/schemas/errors.ts';
import { errorText, errorWhere } from './error-text.ts';
import type { AppError } from './errors.ts';
import { LANGUAGES } from './language.ts';
import en from './messages/en.json' with { type: 'json' };

const placeholders = (message: string) =>
  [...message.matchAll(/\{(\w+)[^}]*\}/g)].map((match) => match[1] ?? '');

describe('errorText', () => {
  test('names only fields that the error has, so that no brace stays on screen', () => {
    const messages: Readonly<Record<string, string>> = en;
    for (const [code, fields] of Object.entries(ERROR_FIELDS)) {
      for (const name of placeholders(messages[`error.${code}`] ?? '{no message}')) {
        expect(Object.keys(fields), `${code} {${name}}`).toContain(name);
      }
    }
  });

  test('says in both languages what is wrong with a file', () => {
    const error: AppError = {
      code: 'dataset/file-damaged',
      path: 'a.db',
      reason: '',
      damage: 'cut',
    };
    expect(errorText(error, 'en')).toBe('a.db cannot be read: its end is missing.');
    expect(errorText(error, 'zh')).toBe('无法读取 a.db：文件不完整，结尾缺失。');
    const part = { ...error, reason: 'xl/workbook.xml', damage: 'part-missing' } as const;
    expect(errorText(part, 'zh')).toBe('无法读取 a.db：其中缺少 xl/workbook.xml。');
  });

  test('says of an argument that is missing that it is, not that it is undefined', () => {
    const error: AppError = {
      code: 'architecture/config-invalid',
      layerId: 'dense',
      key: 'units',
      value: 'undefined',
      expected: 'integer ≥ 1',
    };
    expect(errorText(error, 'en')).toContain('Layer dense lacks units');
    expect(errorText(error, 'zh')).toContain('层 dense 缺少必需的参数 units');
    expect(errorText({ ...error, value: '0' }, 'en')).toContain('units = 0 will not do');
  });

  test('words a failure in both languages', () => {
    const error: AppError = {
      code: 'dataset/ragged-row',
      path: 'a.csv',
      row: 3,
      expectedColumns: 5,
      foundColumns: 4,
    };
    expect(errorText(error, 'en')).toBe('Row 3 of a.csv has 4 columns instead of 5.');
    expect(errorText(error, 'zh')).toBe('a.csv 第 3 行有 4 列，应为 5 列。');
  });

  test('says what was expected in the words of the language, while scripts get one notation', () => {
    const error: AppError = {
      code: 'plan/field-invalid',
      field: 'learningRate',
      value: '0',
      expected: 'number in (0, 1000]',
    };
    expect(errorText(error, 'en')).toBe(
      'learningRate = 0 will not do; expected: a number above 0, at most 1000.',
    );
    expect(errorText(error, 'zh')).toBe(
      'learningRate = 0 不可用，应为：大于 0、不大于 1000 的数。',
    );
    expect(errorWhere(error)).toMatchObject({ expected: 'number in (0, 1000]' });
  });

  test('a field or a currency that should not be there is to be left out, in words that fit', () => {
    const place = { path: 's.json', place: 'colour', expected: 'absent' };
    const scenario: AppError = { code: 'cost/scenario-invalid', ...place };
    expect(errorText(scenario, 'en')).toBe(
      's.json is not a scenario: scenarios have no field colour.',
    );
    expect(errorText(scenario, 'zh')).toBe('s.json 不是情景文件：情景没有 colour 这个字段。');
    const mixed = (input: string, expected: string): AppError => ({
      ...{ code: 'cost/currency-mixed', input, currency: 'JPY', expected },
    });
    const price = mixed('own.gpuPriceUsd', 'EUR');
    expect(errorText(price, 'en')).toBe(
      '“Price of a card” is given in JPY; amounts of this scenario are in EUR or USD.',
    );
    expect(errorText(mixed('own.gpuPriceUsd', 'USD'), 'en')).toMatch(/are in USD\.$/);
    expect(errorText(mixed('own.gpuPriceUsd', 'USD'), 'zh')).toMatch(/的金额应以 USD 填写。$/);
    expect(errorText(mixed('own.gpus', 'absent'), 'en')).toMatch(/no amount of money: leave the/);
    expect(errorText(mixed('own.gpus', 'absent'), 'zh')).toMatch(/不是金额，请删去货币 JPY。$/);
  });

  test('parts of a scenario have the names that the form gives them', () => {
    const choice: AppError = { code: 'cost/choice-unknown', choice: 'gpu', value: 'RTX 9' };
    expect(errorText(choice, 'en')).toBe('“Graphics card”: RTX 9 is not among the choices.');
    const weight: AppError = {
      code: 'cost/input-invalid',
      ...{ input: 'weights.privacy', value: '-1', expected: 'number in [0, 10]' },
    };
    expect(errorText(weight, 'zh')).toBe('“隐私”不能是 -1，应为：0 到 10 的数。');
  });

  test('says how many inputs a layer takes at least, at most, or exactly', () => {
    const words = (bound?: 'least' | 'most') =>
      errorText(
        { code: 'architecture/input-count', layerId: 'sum', expected: 2, found: 1, bound },
        'en',
      );
    expect(words()).toBe('Layer sum takes 2 inputs, not 1.');
    expect(words('least')).toBe('Layer sum takes at least 2 inputs, not 1.');
    expect(words('most')).toBe('Layer sum takes at most 2 inputs, not 1.');
  });

  test('groups the digits of long numbers, but not of ports', () => {
    const large: AppError = {
      code: 'architecture/output-too-large',
      ...{ layerId: 'wide', shape: [40_000, 40_000], numbers: 1.6e9, maximum: 536_870_912 },
    };
    expect(errorText(large, 'en')).toContain('1,600,000,000');
    expect(errorText(large, 'zh')).toContain('536,870,912');
    expect(errorText({ code: 'host/port-in-use', port: 65_535 }, 'en')).toContain('65535');
  });

  test('no failure words nothing as something that it should be', () => {
    for (const [code, fields] of Object.entries(ERROR_FIELDS)) {
      if (!('expected' in fields) || 'problem' in fields) continue;
      const blank = Object.fromEntries(Object.keys(fields).map((field) => [field, '1']));
      const error = { code, ...blank, expected: 'absent' } as unknown as AppError;
      expect(errorText(error, 'zh'), code).not.toMatch(/应为.*不应/);
      expect(errorText(error, 'en'), code).not.toMatch(/\{|absent/);
    }
  });

  test('names statuses, splits and tasks in the language, but nothing that users named', () => {
    const active: AppError = { code: 'run/active', run: 'predict', status: 'paused' };
    expect(errorText(active, 'en')).toContain('Run predict is still active (paused)');
    expect(errorText(active, 'zh')).toContain('运行 predict 仍在进行（已暂停）');
    const batch: AppError = {
      code: 'plan/batch-larger-than-split',
      batchSize: 64,
      split: 'train',
      rows: 1,
    };
    expect(errorText(batch, 'en')).toContain('the training split with its 1 row.');
    expect(errorText(batch, 'zh')).toBe('批大小 64 超过了训练集的 1 行。');
  });

  test('counts steps and epochs from 1, though they are stored from 0', () => {
    const message = errorText({ code: 'engine/loss-not-finite', step: 9, epoch: 0 }, 'en');
    expect(message).toContain('step 10 (epoch 1)');
    // No epoch has left a checkpoint behind yet.
    expect(message).not.toContain('checkpoint');
  });

  test('an engine that died early says so instead of naming an epoch', () => {
    for (const language of LANGUAGES) {
      const error: AppError = { code: 'engine/ended', exit: 'SIGKILL', lastEpoch: null };
      expect(errorText(error, language)).not.toContain('null');
      expect(errorText(error, language)).not.toContain('{');
    }
  });

  test('writes shapes as people do', () => {
    const error: AppError = {
      code: 'architecture/shape-mismatch',
      layerId: 'dense',
      expected: [28, 28, 1],
      actual: [],
    };
    expect(errorText(error, 'en')).toContain('28 × 28 × 1; it gets scalar');
  });

  test('words the reason why a run cannot be resumed', () => {
    const error: AppError = { code: 'run/not-resumable', run: 'r', reason: 'no-checkpoint' };
    expect(errorText(error, 'en')).toBe('Run r cannot be resumed: it has no checkpoint.');
    expect(errorText(error, 'zh')).toBe('运行 r 无法继续：它没有检查点。');
  });
});

test('errorWhere keeps every field but the code', () => {
  expect(errorWhere({ code: 'host/port-in-use', port: 80 })).toEqual({ port: 80 });
});

test('where a name is near to one that is known, it is asked for in both languages', () => {
  const known = ['epochs', 'batchSize'];
  const near = { code: 'plan/field-unknown', field: 'batch', known } as const;
  expect(errorText(near, 'en')).toMatch(/Did you mean batchSize\?$/);
  expect(errorText(near, 'zh')).toMatch(/。（是否指 batchSize？）$/);
  expect(errorText({ ...near, field: 'zebra' }, 'en')).not.toMatch(/mean/);
  const columns = ['age', 'income'];
  const column = { code: 'dataset/target-missing', column: 'incom', columns } as const;
  expect(errorText(column, 'en')).toMatch(/Did you mean income\?$/);
});
