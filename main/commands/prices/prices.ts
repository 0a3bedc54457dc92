import type { Command } from 'commander';
import { text } from '../../../app/text.ts';
import type { DeclareCommand } from '../verb.ts';
import { changePrices, setFigure, undoChange } from './change-prices.ts';
import { auditPrices, listPrices, priceHistory } from './look-at-prices.ts';

/** `hearth prices …`: the dated sheets. */
export const declarePrices: DeclareCommand = (program, runner, words) => {
  const help = (key: Parameters<typeof text>[1]) => text(words, key);
  const prices = program.command('prices').description(help('cli.help.prices')).helpCommand(false);
  prices
    .command('list')
    .description(help('cli.help.prices-list'))
    .argument('[sheet]', help('cli.help.prices-sheet'))
    .option('--filter <words>', help('cli.help.prices-filter'))
    .option('--stale', help('cli.help.prices-stale'))
    .action((sheet: string | undefined, options: object, command: Command) =>
      runner.onHost(command, (context) => listPrices(context, sheet, options)),
    );
  for (const verb of ['import', 'diff'] as const) {
    const declared = prices
      .command(verb)
      .description(help(`cli.help.prices-${verb}`))
      .argument('<file>', help('cli.help.prices-file'))
      .option('--sheet <sheet>', help('cli.help.prices-of-sheet'))
      .option('--merge', help('cli.help.prices-merge'))
      .option('--trust-units', help('cli.help.prices-trust-units'));
    if (verb === 'import') declared.option('--dry-run', help('cli.help.prices-dry-run'));
    declared.action((file: string, options: object, command: Command) =>
      runner.onHost(command, (context) =>
        changePrices(context, file, { ...options, ...(verb === 'diff' && { dryRun: true }) }),
      ),
    );
  }
  prices
    .command('set')
    .description(help('cli.help.prices-set'))
    .argument('<figure>', help('cli.help.prices-figure'))
    .argument('<value>', help('cli.help.prices-value'))
    .option('--note <text>', help('cli.help.prices-note'), '')
    .action((figure: string, value: string, options: { readonly note: string }, command: Command) =>
      runner.onHost(command, (context) => setFigure(context, figure, value, options.note)),
    );
  prices
    .command('undo')
    .description(help('cli.help.prices-undo'))
    .argument('[change]', help('cli.help.prices-change'))
    .action((change: string | undefined, _: object, command: Command) =>
      runner.onHost(command, (context) => undoChange(context, change)),
    );
  prices
    .command('audit')
    .description(help('cli.help.prices-audit'))
    .argument('[sheet]', help('cli.help.prices-sheet'))
    .option('--all', help('cli.help.prices-all'))
    .action((sheet: string | undefined, options: object, command: Command) =>
      runner.onHost(command, (context) => auditPrices(context, sheet, options)),
    );
  prices
    .command('history')
    .description(help('cli.help.prices-history'))
    .action((_: object, command: Command) => runner.onHost(command, priceHistory));
};
