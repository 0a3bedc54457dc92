import { Command, CommanderError, Option } from 'commander';
import { expect, test } from 'vitest';
import { errorText } from '../../app/error-text.ts';
import { usageError } from './usage-error.ts';

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
  const error = usageError(refusal(words));
  expect(error).toMatchObject({ code: 'usage/invalid', problem });
  expect(errorText(error, 'zh')).toBe(chinese);
  expect(errorText(error, 'en')).not.toMatch(/[{}]/);
});
