import type { Command } from 'commander';
import type { DiskReport } from '../../app/contract/requests.ts';
import { ok } from '../../app/errors.ts';
import { formatBytes, formatCount } from '../../app/format.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import type { DeclareCommand } from './verb.ts';

type Part = DiskReport['parts'][number];

export const declareDisk: DeclareCommand = (program, runner, words) => {
  program
    .command('disk')
    .description(text(words, 'cli.help.disk'))
    .option('--prune', text(words, 'cli.help.prune'))
    .action(({ prune = false }: { readonly prune?: boolean }, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const pruned = prune ? await client.request('disk.prune', null) : ok(null);
        if (!pruned.ok) return pruned;
        const read = await client.request('disk.report', null);
        if (!read.ok) return read;
        const report = read.value;
        const bytes = (count: number) => formatBytes(count, language);
        const table = textTable(
          [
            {
              title: text(language, 'cli.part'),
              value: ({ kind }: Part) => text(language, `disk-part.${kind}`),
            },
            {
              title: text(language, 'cli.items'),
              value: ({ items }) => formatCount(items, language),
              isNumber: true,
            },
            {
              title: text(language, 'cli.size'),
              value: ({ sizeBytes }) => bytes(sizeBytes),
              isNumber: true,
            },
          ],
          report.parts,
        );
        const { checkpoints, sizeBytes } = report.prunable;
        const lines = [
          `${report.home}  ${bytes(report.totalBytes)}`,
          table,
          text(language, 'cli.prunable', { checkpoints, size: bytes(sizeBytes) }),
          ...(pruned.value === null
            ? []
            : [
                text(language, 'cli.pruned', {
                  checkpoints: pruned.value.checkpoints,
                  size: bytes(pruned.value.sizeBytes),
                }),
              ]),
        ];
        const json = pruned.value === null ? report : { ...report, pruned: pruned.value };
        return ok({ json, text: lines.join('\n\n') });
      }),
    );
};
