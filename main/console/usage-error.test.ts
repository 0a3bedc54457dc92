import { Command, CommanderError, Option } from 'commander';
import { expect, test } from 'vitest';
import { errorText } from '../../app/error-text.ts';
import { usageError } from './usage-error.ts';

const KNOWN = { options: ['--dataset', '--lang'], commands: ['train', 'audit'] };

function refusal(words: readonly string[]): CommanderError {
  const program = new Command('hearth')
    .configureOutput({ outputError: () => {}, writeErr: () => {} })
    .exitOverride()
    .addOption(new Option('--lang <language>').choices(['en', 'zh']));
  program
    .command('train')
    .argument('<run>')
    .requiredOption('--dataset <name>')
    .action(() => {});
  try {
    program.parse(words, { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError) return cause;
    throw cause;
  }
  throw new Error('It was not refused');
}

test.each<[readonly string[], string, string]>([
  [[], 'command-missing', '缺少命令；hearth --help 列出全部命令。'],
  [['fly'], 'command-unknown', '没有命令 fly；hearth --help 列出全部命令。'],
  [['train', 'r', '--dataset', 'd', '--fast'], 'option-unknown', '没有选项 --fast。'],
  [
    ['train', 'r', '--dataset', 'd', '--datset'],
    'option-misspelt',
    '没有选项 --datset；是否指 --dataset？',
  ],
  [['trian', 'r'], 'command-misspelt', '没有命令 trian；是否指 train？'],
  [
    ['train', 'r', '--epochs', '3', '--dataset', 'd'],
    'option-of-plan',
    '没有选项 --epochs；请写 --set epochs=3。',
  ],
  [
    ['train', 'r', '--dataset', 'd', '--batch-size=8'],
    'option-of-plan',
    '没有选项 --batch-size；请写 --set batchSize=8。',
  ],
  [
    ['train', 'r', '--dataset', 'd', '--patience'],
    'option-of-plan',
    '没有选项 --patience；请写 --set earlyStopping.patience=…。',
  ],
  [
    ['train', 'r', '--epoch=3', '--dataset', 'd'],
    'option-of-plan',
    '没有选项 --epoch；请写 --set epochs=3。',
  ],
  [
    ['train', 'r', '--batch', '8', '--dataset', 'd'],
    'option-of-plan',
    '没有选项 --batch；请写 --set batchSize=8。',
  ],
  [['train', 'r'], 'option-missing', '缺少选项 --dataset <name>。'],
  [['train', 'r', '--dataset'], 'option-value-missing', '选项 --dataset <name> 需要一个值。'],
  [['train', '--dataset', 'd'], 'argument-missing', '缺少参数 run。'],
  [
    ['train', 'r', 's', '--dataset', 'd'],
    'arguments-excess',
    '参数多于 train 所接受的；含空格的名称需加引号。',
  ],
  [['--lang', 'fr'], 'value-invalid', '--lang <language> fr 不可用，应为：en、zh 之一。'],
])('%j is refused as %s, in both languages', (words, problem, chinese) => {
  const error = usageError(refusal(words), { words, takesPlan: true, known: KNOWN });
  expect(error).toMatchObject({ code: 'usage/invalid', problem });
  expect(errorText(error, 'zh')).toBe(chinese);
  expect(errorText(error, 'en')).not.toMatch(/[{}]/);
});

test('a setting of a plan is no advice for a command that takes none', () => {
  const words = ['train', 'r', '--epochs', '3', '--dataset', 'd'];
  expect(usageError(refusal(words), { words, takesPlan: false, known: KNOWN })).toMatchObject({
    problem: 'option-unknown',
    subject: '--epochs',
  });
});
