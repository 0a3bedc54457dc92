import type { Command } from 'commander';
import { ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { datasetText } from './dataset-text.ts';
import type { DeclareCommand } from './verb.ts';

export const declareDataset: DeclareCommand = (program, runner, words) => {
  program
    .command('dataset')
    .description(text(words, 'cli.help.dataset-verb'))
    .argument('<name>', text(words, 'cli.help.dataset'))
    .action((dataset: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const found = await client.request('datasets.get', { dataset });
        if (!found.ok) return found;
        return ok({ json: { dataset: found.value }, text: datasetText(found.value, language) });
      }),
    );
};
