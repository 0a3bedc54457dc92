import type { Command } from 'commander';
import { fail, ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { amountsHere } from './amounts.ts';
import { collected } from './option-values.ts';
import { runJson } from './run-json.ts';
import { runsTable } from './run-text.ts';
import type { DeclareCommand } from './verb.ts';

interface Options {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

interface Tagging extends Options {
  readonly runs: readonly string[];
}

export const declareTag: DeclareCommand = (program, runner, words) => {
  program
    .command('tag')
    .description(text(words, 'cli.help.tag-verb'))
    .argument('<run...>', text(words, 'cli.help.tag-runs'))
    .option('--add <tag>', text(words, 'cli.help.tag-add'), collected, [])
    .option('--remove <tag>', text(words, 'cli.help.tag-remove'), collected, [])
    .action((names: readonly string[], options: Options, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const tagging = readTagging(names, options);
        if (!tagging.ok) return tagging;
        const { runs, add, remove } = tagging.value;
        const tagged: RunSummary[] = [];
        for (const run of runs) {
          const changed = await client.request('runs.tag', { run, add, remove });
          if (!changed.ok) return changed;
          tagged.push(changed.value);
        }
        const json = { runs: tagged.map((run) => runJson(run, null)) };
        return ok({ json, text: runsTable(tagged, await amountsHere(client, language), language) });
      }),
    );
};

/** `tag RUN… --add T --remove T`, or in short `tag RUN T…` to add tags to one run. */
function readTagging(names: readonly string[], { add, remove }: Options): Result<Tagging> {
  if (add.length + remove.length > 0) return ok({ runs: names, add, remove });
  const [run, ...tags] = names;
  if (run !== undefined && tags.length > 0) return ok({ runs: [run], add: tags, remove });
  return fail({
    code: 'usage/invalid',
    problem: 'argument-missing',
    subject: 'TAG',
    expected: null,
  });
}
