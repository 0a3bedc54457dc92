import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Reply } from '../../app/contract/requests.ts';
import { ok } from '../../app/errors.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../app/exchange/export-formats.ts';
import { FEATURES_SUFFIX } from '../../app/exchange/python/features-program.ts';
import { tokenizerText } from '../../app/exchange/tokenizers/tokenizer-text.ts';
import { formatBytes } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import type { DeclareCommand } from './verb.ts';

interface Options {
  readonly to: ExportFormat;
  readonly out: string;
}

export const declareExport: DeclareCommand = (program, runner, words) => {
  program
    .command('export')
    .description(text(words, 'cli.help.export'))
    .argument('<run>', text(words, 'cli.help.run'))
    .addOption(
      new Option('--to <format>', text(words, 'cli.help.export-to'))
        .choices(EXPORT_FORMATS)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', text(words, 'cli.help.export-out'))
    .action((run: string, { to, out }: Options, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const exported = await client.request('runs.export', { run, to, path: resolve(out) });
        if (!exported.ok) return exported;
        const { files, ...ends } = exported.value;
        const written = files.map(({ path, sizeBytes }) => ({ path: path ?? '', sizeBytes }));
        return ok({
          json: { ...ends, files: written },
          text: exportText(exported.value, to, language),
        });
      }),
    );
};

/** What was written, and what goes in and comes out. */
function exportText(
  { files, takes, inputs, outputs, tokenizers }: Reply<'runs.export'>,
  to: ExportFormat,
  language: Language,
): string {
  const said = (key: Parameters<typeof text>[1]) => text(language, key);
  const written = files.map(({ path, sizeBytes }) =>
    text(language, 'cli.export.file', {
      path: path ?? '',
      size: formatBytes(sizeBytes, language),
    }),
  );
  const ofTexts = tokenizerText(tokenizers, files[0]?.name ?? '', language);
  if (inputs.length === 0) {
    const words =
      to === 'safetensors'
        ? [said('cli.export.weights')]
        : [said('cli.export.program'), said(`cli.export.program-${takes}`)];
    return [...written, ...words, ...ofTexts].join('\n');
  }
  const edges = [
    ...inputs.map((input) => ({ ...input, side: said('cli.export.in') })),
    ...outputs.map((output) => ({ ...output, side: said('cli.export.out'), holds: null })),
  ];
  const table = textTable(
    [
      { title: '', value: ({ side }) => side },
      { title: said('cli.export.name'), value: ({ name }) => name },
      { title: said('cli.export.type'), value: ({ type }) => type },
      { title: said('cli.export.shape'), value: ({ shape }) => `[${shape.join(', ')}]` },
      {
        title: '',
        value: ({ holds }) => (holds === null ? '' : said(`cli.export.holds.${holds}`)),
      },
    ],
    edges,
  );
  const hasProgram = files.some(({ name }) => name.endsWith(FEATURES_SUFFIX));
  const ofPictures = inputs.some(({ holds }) => holds === 'image');
  const program = ofPictures ? 'cli.export.features-pictures' : 'cli.export.features';
  const recipe = hasProgram ? program : (`cli.export.${takes}` as const);
  return [...written, said(recipe), ...ofTexts, '', table].join('\n');
}
