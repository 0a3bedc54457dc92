import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fail, ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import type { DeclareCommand } from './verb.ts';
import { writeOut } from './write-out.ts';

export const declareExportSeries: DeclareCommand = (program, runner, words) => {
  program
    .command('export-series')
    .description(text(words, 'cli.help.export-series'))
    .argument('<run>', text(words, 'cli.help.run'))
    .requiredOption('--out <csv>', text(words, 'cli.help.out'))
    .action((run: string, { out }: { readonly out: string }, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const exported = await client.request('runs.export-series', { run });
        if (!exported.ok) return exported;
        const { csv } = exported.value;
        const path = resolve(out);
        const refused = await writeOut(path, csv);
        if (refused !== null) return fail(refused);
        // The first line names the columns.
        const rows = csv.split('\n').filter((line) => line !== '').length - 1;
        return ok({ json: { path, rows }, text: text(language, 'cli.written', { path, rows }) });
      }),
    );
};
