import type { Command } from 'commander';
import type { Reply } from '../../app/contract/requests.ts';
import { type Dataset, SPLITS, type Split } from '../../app/dataset/dataset.ts';
import type { RowsPage } from '../../app/dataset/explore/rows-query.ts';
import { keepsRows } from '../../app/dataset/keeps-rows.ts';
import { ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { datasetText } from './dataset-text.ts';
import { choiceOf, wholeNumber } from './option-values.ts';
import { profileText } from './profile-text.ts';
import { correlationsText, targetText } from './relations-text.ts';
import { imagesText, rowsText } from './rows-text.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';

const MOST_ROWS = 10_000;
const FARTHEST_ROW = 2 ** 32;

interface DatasetOptions {
  readonly rows?: boolean;
  readonly profile?: boolean;
  readonly correlations?: boolean;
  readonly targetBy?: string;
  readonly where?: string;
  readonly order?: string;
  readonly split?: string;
  readonly class?: string;
  readonly limit: string;
  readonly offset: string;
}

export const declareDataset: DeclareCommand = (program, runner, words) => {
  const help = (key: Parameters<typeof text>[1]) => text(words, key);
  program
    .command('dataset')
    .description(help('cli.help.dataset-verb'))
    .argument('<name>', help('cli.help.dataset'))
    .option('--rows', help('cli.help.dataset-rows'))
    .option('--profile', help('cli.help.dataset-profile'))
    .option('--correlations', help('cli.help.dataset-correlations'))
    .option('--target-by <column>', help('cli.help.dataset-target-by'))
    .option('--where <expression>', help('cli.help.dataset-where'))
    .option('--order <expressions>', help('cli.help.dataset-order'))
    .option('--split <split>', help('cli.help.dataset-split'))
    .option('--class <name>', help('cli.help.dataset-class'))
    .option('--limit <n>', help('cli.help.dataset-limit'), '20')
    .option('--offset <n>', help('cli.help.dataset-offset'), '0')
    .action((dataset: string, options: DatasetOptions, command: Command) =>
      runner.onHost(command, async (context) => {
        const found = await context.client.request('datasets.get', { dataset });
        if (!found.ok) return found;
        const { rows, where, order, split, class: className } = options;
        const asked = rows ?? [where, order, split, className].some((given) => given !== undefined);
        if (asked) return showRows(context, found.value, options);
        const { language } = context;
        if (options.profile) return showProfile(context, found.value);
        if (options.correlations) return showCorrelations(context, found.value);
        if (options.targetBy !== undefined) {
          return showTarget(context, found.value, options.targetBy);
        }
        // Whoever says how many rows, or from which one on, means to see them.
        const counted = ['limit', 'offset'].some(
          (name) => command.getOptionValueSource(name) === 'cli',
        );
        if (counted) return showRows(context, found.value, options);
        return ok({ json: { dataset: found.value }, text: datasetText(found.value, language) });
      }),
    );
};

async function showProfile(
  { client, language }: VerbContext,
  dataset: Dataset,
): Promise<Result<Answer>> {
  const profile = await client.request('explore.profile', { dataset: dataset.id });
  if (!profile.ok) return profile;
  return ok({
    json: { dataset, profile: profile.value },
    text: `${datasetText(dataset, language)}\n\n${profileText(profile.value, language)}`,
  });
}

async function showCorrelations(
  { client, language }: VerbContext,
  dataset: Dataset,
): Promise<Result<Answer>> {
  const found = await client.request('explore.correlations', { dataset: dataset.id });
  if (!found.ok) return found;
  const words = correlationsText(found.value, language);
  return ok({ json: { dataset, correlations: found.value }, text: words });
}

async function showTarget(
  { client, language }: VerbContext,
  dataset: Dataset,
  column: string,
): Promise<Result<Answer>> {
  const found = await client.request('explore.target', { dataset: dataset.id, column });
  if (!found.ok) return found;
  return ok({ json: { dataset, target: found.value }, text: targetText(found.value, language) });
}

async function showRows(
  { client, language }: VerbContext,
  dataset: Dataset,
  options: DatasetOptions,
): Promise<Result<Answer>> {
  const limit = wholeNumber('--limit', options.limit, MOST_ROWS);
  if (!limit.ok) return limit;
  const offset = wholeNumber('--offset', options.offset, FARTHEST_ROW);
  if (!offset.ok) return offset;
  const split = options.split === undefined ? ok(null) : choiceOf('--split', options.split, SPLITS);
  if (!split.ok) return split;
  const place = { dataset: dataset.id, split: split.value, offset: offset.value };
  if (dataset.input.kind === 'image') {
    const page = await client.request('explore.images', {
      ...place,
      className: options.class ?? null,
      limit: Math.max(1, limit.value),
      thumbnails: false,
    });
    if (!page.ok) return page;
    const words = imagesText(page.value, offset.value, language);
    return ok({ json: { dataset, images: page.value }, text: words });
  }
  if (!keepsRows(dataset)) {
    // Of one long text, only the pieces that it was cut into are kept, split by split.
    const own = split.value ?? 'train';
    const pieces = await client.request('datasets.rows', {
      ...place,
      split: own,
      limit: Math.max(1, limit.value),
    });
    if (!pieces.ok) return pieces;
    const rows = piecesPage(pieces.value, own);
    return ok({ json: { dataset, rows }, text: rowsText(rows, offset.value, language) });
  }
  const page = await client.request('explore.rows', {
    ...place,
    where: options.where ?? null,
    order: options.order ?? null,
    limit: Math.max(1, limit.value),
  });
  if (!page.ok) return page;
  return ok({
    json: { dataset, rows: page.value },
    text: rowsText(page.value, offset.value, language),
  });
}

/** Pieces of a text as rows of one column. */
function piecesPage({ total, rows }: Reply<'datasets.rows'>, split: Split): RowsPage {
  const names = Object.keys(rows[0]?.values ?? {});
  return {
    columns: names.map((name) => ({ name, type: 'text' })),
    total,
    rows: rows.map(({ sourceRow, values }) => ({
      row: sourceRow,
      split,
      cells: names.map((name) => values?.[name] ?? null),
    })),
  };
}
