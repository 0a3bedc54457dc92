import type { Command } from 'commander';
import { ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { datasetsTable } from './dataset-text.ts';
import type { DeclareCommand } from './verb.ts';

export const declareDatasets: DeclareCommand = (program, runner, words) => {
  program
    .command('datasets')
    .description(text(words, 'cli.help.datasets'))
    .action((_: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const listed = await client.request('datasets.list', null);
        if (!listed.ok) return listed;
        const datasets = listed.value;
        const words =
          datasets.length === 0
            ? text(language, 'cli.no-datasets')
            : datasetsTable(datasets, language);
        return ok({ json: { datasets }, text: words });
      }),
    );
};
