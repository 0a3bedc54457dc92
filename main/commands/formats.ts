import type { Command } from 'commander';
import { FORMATS, type FormatFacts } from '../../app/dataset/formats.ts';
import { ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import type { DeclareCommand } from './verb.ts';

export const declareFormats: DeclareCommand = (program, runner, words) => {
  program
    .command('formats')
    .description(text(words, 'cli.help.formats'))
    .action((_: object, command: Command) =>
      runner.onFolder(command, async (_home, language) => {
        const table = textTable(
          [
            { title: text(language, 'cli.format'), value: ({ id }: FormatFacts) => id },
            { title: '', value: ({ id }) => text(language, `dataset-format.${id}`) },
            {
              title: text(language, 'cli.holds'),
              value: ({ family }) => text(language, `format-family.${family}`),
            },
            {
              title: text(language, 'cli.file-names'),
              value: ({ endings }) => endings.join('  '),
            },
          ],
          FORMATS,
        );
        return ok({ json: { formats: FORMATS }, text: table });
      }),
    );
};
