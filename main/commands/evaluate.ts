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
    .action((run: string, options: Options, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const chosen = choiceOf('--split', options.split, SPLITS);
        if (!chosen.ok) return chosen;
        const split = chosen.value;
        const limit = wholeNumber('--wrong', options.wrong ?? '0', MOST_ROWS);
        if (!limit.ok) return limit;
        const found = await client.request('runs.get', { run });
        if (!found.ok) return found;
        const { id } = found.value.run;
        const evaluated = await client.request('runs.evaluate', { run: id, split });
        if (!evaluated.ok) return evaluated;
        const wrong = await wrongRows(client, id, split, limit.value);
        if (!wrong.ok) return wrong;
        const rows = wrong.value;
        return ok({
          json: { run: id, ...evaluated.value, ...(rows !== null && { wrong: rows }) },
          text: [
            evaluationText(evaluated.value, language),
            ...(rows === null
              ? []
              : [
                  text(language, 'cli.wrong-rows', { total: formatCount(rows.total, language) }),
                  wrongRowsText(rows.rows, language),
                ]),
          ].join('\n\n'),
        });
      }),
    );
};

type Rows = { readonly total: number; readonly rows: readonly ScoredRow[] };

async function wrongRows(
  client: HostClient,
  run: string,
  split: Split,
  limit: number,
): Promise<Result<Rows | null>> {
  if (limit === 0) return ok(null);
  return client.request('runs.scored', {
    run,
    split,
    actual: null,
    predicted: null,
    onlyWrong: true,
    offset: 0,
    limit,
  });
}
