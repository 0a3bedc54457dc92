import type { Command } from 'commander';
import { text } from '../../app/text.ts';
import { wholeNumber } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

interface Options {
  readonly port: string;
  readonly open: boolean;
  readonly run?: string;
}

const MAX_PORT = 65_535;

export const declareServe: DeclareCommand = (program, runner, words) => {
  program
    .command('serve')
    .description(text(words, 'cli.help.serve'))
    .option('--port <n>', text(words, 'cli.help.port'), '0')
    .option('--no-open', text(words, 'cli.help.no-open'))
    .option('--run <run>', text(words, 'cli.help.serve-run'))
    .action((options: Options, command: Command) =>
      runner.asServer(command, () => {
        const port = wholeNumber('--port', options.port, MAX_PORT);
        if (!port.ok) return port;
        const place = options.run === undefined ? '' : `#/runs/${encodeURIComponent(options.run)}`;
        return { ok: true, value: { port: port.value, opensBrowser: options.open, place } };
      }),
    );
};
