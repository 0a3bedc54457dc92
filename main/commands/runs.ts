import type { Command } from 'commander';
import { ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { RUN_STATUSES } from '../../app/training/run.ts';
import { amountsHere } from './amounts.ts';
import { choiceOf, wholeNumber } from './option-values.ts';
import { runJson } from './run-json.ts';
import { runsTable } from './run-text.ts';
import type { DeclareCommand } from './verb.ts';

interface Options {
  readonly status?: string;
  readonly dataset?: string;
  readonly tag?: string;
  readonly search?: string;
  readonly limit: string;
  readonly sort?: string;
  readonly descending?: boolean;
}

const MAX_RUNS = 10_000;

export const declareRuns: DeclareCommand = (program, runner, words) => {
  program
    .command('runs')
    .description(text(words, 'cli.help.runs'))
    .option('--status <status>', text(words, 'cli.help.status'))
    .option('--dataset <name>', text(words, 'cli.help.of-dataset'))
    .option('--tag <tag>', text(words, 'cli.help.of-tag'))
    .option('--search <text>', text(words, 'cli.help.search'))
    .option('--sort <column>', text(words, 'cli.help.sort'))
    .option('--descending', text(words, 'cli.help.descending'))
    .option('--limit <n>', text(words, 'cli.help.limit'), String(MAX_RUNS))
    .action((options: Options, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const limit = wholeNumber('--limit', options.limit, MAX_RUNS);
        if (!limit.ok) return limit;
        const { status: given, dataset, tag, search, sort, descending } = options;
        const status = given === undefined ? null : choiceOf('--status', given, RUN_STATUSES);
        if (status?.ok === false) return status;
        const listed = await client.request('runs.list', {
          ...(status !== null && { status: [status.value] }),
          ...(dataset !== undefined && { dataset }),
          ...(tag !== undefined && { tag }),
          ...(search !== undefined && { search }),
          ...(sort !== undefined && { sort, descending: descending === true }),
          offset: 0,
          limit: Math.max(1, limit.value),
        });
        if (!listed.ok) return listed;
        const { total, runs } = listed.value;
        const amounts = await amountsHere(client, language);
        return ok({
          json: { total, runs: runs.map((run) => runJson(run, null)) },
          text:
            runs.length === 0 ? text(language, 'cli.no-runs') : runsTable(runs, amounts, language),
        });
      }),
    );
};
