import type { Command } from 'commander';
import type { TemplateSummary } from '../../app/contract/requests.ts';
import { ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import type { DeclareCommand } from './verb.ts';

export const declareTemplates: DeclareCommand = (program, runner, words) => {
  program
    .command('templates')
    .description(text(words, 'cli.help.templates'))
    .action((_: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const listed = await client.request('templates.list', null);
        if (!listed.ok) return listed;
        const table = textTable(
          [
            { title: text(language, 'cli.template'), value: ({ id }: TemplateSummary) => id },
            {
              title: text(language, 'cli.task'),
              value: ({ tasks }) => tasks.map((task) => text(language, `task.${task}`)).join(', '),
            },
          ],
          listed.value,
        );
        return ok({ json: { templates: listed.value }, text: table });
      }),
    );
};
