import type { Command } from 'commander';
import type { ImportOptions } from '../../app/dataset/dataset.ts';
import { CHOSEN_SPLITS, type SplitChoice } from '../../app/dataset/recipes/recipe-spec.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { choiceOf, wholeNumber } from './option-values.ts';

/** What options say of how rows are dealt out. */
export interface SplitOptionsGiven {
  readonly split?: string;
  readonly splitColumn?: string;
  readonly splitTime?: string;
  readonly splitShares?: string;
  readonly splitSeed?: string;
}

/** Splits that go by a column, and by a time beside it. */
const BY_COLUMN: readonly SplitChoice['kind'][] = ['grouped', 'time', 'leave-last-out', 'column'];
const BY_LAST: readonly SplitChoice['kind'][] = ['leave-last-out'];

const LARGEST_SEED = 2 ** 31 - 1;

export function withSplitOptions(command: Command, words: Language): Command {
  return command
    .option('--split <kind>', text(words, 'cli.help.split-kind'))
    .option('--split-column <column>', text(words, 'cli.help.split-column'))
    .option('--split-time <column>', text(words, 'cli.help.split-time'))
    .option('--split-shares <shares>', text(words, 'cli.help.split-shares'))
    .option('--split-seed <number>', text(words, 'cli.help.split-seed'));
}

type SplitChoices = Pick<ImportOptions, 'split' | 'splitFractions' | 'splitSeed'>;

/** @returns only what is said */
export function splitChoices(options: SplitOptionsGiven): Result<SplitChoices> {
  const split = kindOf(options);
  if (!split.ok) return split;
  const shares = sharesOf(options.splitShares);
  if (!shares.ok) return shares;
  const seed =
    options.splitSeed === undefined
      ? ok(undefined)
      : wholeNumber('--split-seed', options.splitSeed, LARGEST_SEED);
  if (!seed.ok) return seed;
  return ok({
    ...(split.value !== undefined && { split: split.value }),
    ...(shares.value !== undefined && { splitFractions: shares.value }),
    ...(seed.value !== undefined && { splitSeed: seed.value }),
  });
}

function kindOf(options: SplitOptionsGiven): Result<SplitChoice | undefined> {
  const { split, splitColumn: column, splitTime: time } = options;
  const kind = split === undefined ? null : choiceOf('--split', split, CHOSEN_SPLITS);
  if (kind?.ok === false) return kind;
  for (const [option, value, takers] of [
    ['--split-column', column, BY_COLUMN],
    ['--split-time', time, BY_LAST],
  ] as const) {
    if (value === undefined || takers.some((taker) => taker === kind?.value)) continue;
    return fail(invalid(`${option} ${value}`, takers.map((one) => `--split ${one}`).join(' | ')));
  }
  if (kind === null) return ok(undefined);
  return ok({
    kind: kind.value,
    ...(column !== undefined && { column }),
    ...(time !== undefined && { time }),
  });
}

/** Three shares of training, validation and test, as fractions of 1 or of 100. */
function sharesOf(given: string | undefined): Result<SplitChoices['splitFractions']> {
  if (given === undefined) return ok(undefined);
  const shares = given.split(/[,/]/).map((share) => Number(share.trim() || Number.NaN));
  const [train = Number.NaN, val = Number.NaN, test = Number.NaN] = shares;
  const total = train + val + test;
  const isWhole = Math.abs(total - 1) < 1e-6 || Math.abs(total - 100) < 1e-4;
  if (shares.length !== 3 || !shares.every((share) => share > 0) || !isWhole) {
    return fail(invalid(`--split-shares ${given}`, '70,15,15'));
  }
  return ok({ train: train / total, val: val / total, test: test / total });
}

function invalid(subject: string, expected: string) {
  return { code: 'usage/invalid', problem: 'value-invalid', subject, expected } as const;
}
