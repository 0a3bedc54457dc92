import type { Command } from 'commander';
import { SPLITS } from '../../app/dataset/dataset.ts';
import { ok } from '../../app/errors.ts';
import { formatNumber } from '../../app/format.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import { choiceOf } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

export const declareEvaluate: DeclareCommand = (program, runner, words) => {
  program
    .command('evaluate')
    .description(text(words, 'cli.help.evaluate'))
    .argument('<run>', text(words, 'cli.help.run'))
    .option('--split <split>', text(words, 'cli.help.split'), 'test')
    .action((run: string, options: { readonly split: string }, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const chosen = choiceOf('--split', options.split, SPLITS);
        if (!chosen.ok) return chosen;
        const split = chosen.value;
        const found = await client.request('runs.get', { run });
        if (!found.ok) return found;
        const { id } = found.value.run;
        const evaluated = await client.request('runs.evaluate', { run: id, split });
        if (!evaluated.ok) return evaluated;
        const { metrics, intervals } = evaluated.value;
        const number = (value: number | undefined) =>
          value === undefined ? '' : formatNumber(value, language);
        const table = textTable(
          [
            { title: text(language, 'cli.metric'), value: (name: string) => name },
            {
              title: text(language, `split.${split}`),
              value: (name) => number(metrics[name]),
              isNumber: true,
            },
            {
              title: text(language, 'cli.interval'),
              value: (name) => (intervals[name] ?? []).map(number).join(' – '),
              isNumber: true,
            },
          ],
          Object.keys(metrics),
        );
        return ok({ json: { run: id, ...evaluated.value }, text: table });
      }),
    );
};
