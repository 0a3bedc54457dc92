import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { errorText } from '../../app/error-text.ts';
import { ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { CASE_NAMES, type CaseName } from '../bench/compare/cases.ts';
import { findProduct } from '../product.ts';
import { positiveNumber, wholeNumber } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

const MOST_ROUNDS = 100;
const MOST_SECONDS = 600;

interface BenchOptions {
  readonly case?: readonly CaseName[];
  readonly buildPeers?: boolean;
  readonly rounds: string;
  readonly seconds: string;
}

export const declareBench: DeclareCommand = (program, runner, words) => {
  program
    .command('bench')
    .description(text(words, 'cli.help.bench'))
    .addOption(
      new Option('--case <name...>', text(words, 'cli.help.bench-case')).choices(CASE_NAMES),
    )
    .option('--rounds <n>', text(words, 'cli.help.bench-rounds'), '5')
    .option('--seconds <s>', text(words, 'cli.help.bench-seconds'), '2')
    .option('--build-peers', text(words, 'cli.help.build-peers'))
    .action((options: BenchOptions, command: Command) =>
      runner.onFolder(command, async (_home, language, { note, progress }) => {
        const rounds = wholeNumber('--rounds', options.rounds, MOST_ROUNDS);
        if (!rounds.ok) return rounds;
        const seconds = positiveNumber('--seconds', options.seconds, MOST_SECONDS);
        if (!seconds.ok) return seconds;
        const resources = join(findProduct().installation, 'resources', 'peers');
        if (options.buildPeers === true) {
          const { buildPeers } = await import('../peers/build-peers.ts');
          const built = await buildPeers(resources, note);
          if (!built.ok) return built;
        }
        const names = CASE_NAMES.filter((name) => options.case?.includes(name) ?? true);
        const { compareAll } = await import('../bench/compare/compare-all.ts');
        const { benchText } = await import('./bench-text.ts');
        const compared = await compareAll(names, resources, {
          rounds: Math.max(1, rounds.value),
          seconds: seconds.value,
          progress: (name, round) => {
            const key = round < 0 ? 'cli.bench-preparing' : 'cli.bench-round';
            progress(null, text(language, key, { name, round: round + 1 }));
          },
          leftOut: (error) => note(errorText(error, language)),
        });
        if (!compared.ok) return compared;
        return ok({ json: compared.value, text: benchText(compared.value, language) });
      }),
    );
};
