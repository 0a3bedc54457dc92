import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { SPLITS, type Split } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import { formatCount } from '../../app/format.ts';
import type { ScoredRow } from '../../app/metrics/evaluation.ts';
import { text } from '../../app/text.ts';
import { evaluationText, wrongRowsText } from './evaluation-text.ts';
import { choiceOf, wholeNumber } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

interface Options {
  readonly split: string;
  readonly wrong?: string;
  readonly best?: string;
}

/** As many as one request gives. */
const MOST_ROWS = 1000;

export const declareEvaluate: DeclareCommand = (program, runner, words) => {
  program
    .command('evaluate')
    .description(text(words, 'cli.help.evaluate'))
    .argument('<run>', text(words, 'cli.help.run'))
    .option('--split <split>', text(words, 'cli.help.split'), 'test')
    .option('--wrong <n>', text(words, 'cli.help.wrong'))
    .option('--best <n>', text(words, 'cli.help.best'))
    .action((run: string, options: Options, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const chosen = choiceOf('--split', options.split, SPLITS);
        if (!chosen.ok) return chosen;
        const split = chosen.value;
        const limit = wholeNumber('--wrong', options.wrong ?? '0', MOST_ROWS);
        if (!limit.ok) return limit;
        const most = wholeNumber('--best', options.best ?? '0', MOST_ROWS);
        if (!most.ok) return most;
        const found = await client.request('runs.get', { run });
        if (!found.ok) return found;
        const { id } = found.value.run;
        const evaluated = await client.request('runs.evaluate', { run: id, split });
        if (!evaluated.ok) return evaluated;
        const wrong = await rowsOf(client, id, split, limit.value, false);
        if (!wrong.ok) return wrong;
        const best = await rowsOf(client, id, split, most.value, true);
        if (!best.ok) return best;
        const told = [
          ['cli.wrong-rows', wrong.value],
          ['cli.best-rows', best.value],
        ] as const;
        return ok({
          json: {
            run: id,
            ...evaluated.value,
            ...(wrong.value !== null && { wrong: wrong.value }),
            ...(best.value !== null && { best: best.value }),
          },
          text: [
            evaluationText(evaluated.value, language),
            ...told.flatMap(([title, rows]) =>
              rows === null
                ? []
                : [
                    text(language, title, { total: formatCount(rows.total, language) }),
                    wrongRowsText(rows.rows, language),
                  ],
            ),
          ].join('\n\n'),
        });
      }),
    );
};

type Rows = { readonly total: number; readonly rows: readonly ScoredRow[] };

async function rowsOf(
  client: HostClient,
  run: string,
  split: Split,
  limit: number,
  bestFirst: boolean,
): Promise<Result<Rows | null>> {
  if (limit === 0) return ok(null);
  return client.request('runs.scored', {
    run,
    split,
    actual: null,
    predicted: null,
    onlyWrong: !bestFirst,
    bestFirst,
    offset: 0,
    limit,
  });
}
