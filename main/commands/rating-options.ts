import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type ImplicitOptions,
  MOST_MINIMUM,
  MOST_NEGATIVES,
  NEGATIVE_DRAWS,
  type RatingOptions,
} from '../../app/dataset/ratings/rating-options.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { choiceOf, countNumber, wholeNumber } from './option-values.ts';

/** What options say of ratings. */
export interface RatingOptionsGiven {
  readonly user?: string;
  readonly item?: string;
  readonly items?: string;
  readonly implicit?: boolean;
  readonly positiveFrom?: string;
  readonly negatives?: string;
  readonly negativeDraw?: string;
  readonly minimumPerUser?: string;
  readonly minimumPerItem?: string;
}

/** Says that no table of items is read. */
const NONE = 'none';

export function withRatingOptions(command: Command, words: Language): Command {
  return command
    .option('--user <column>', text(words, 'cli.help.user-column'))
    .option('--item <column>', text(words, 'cli.help.item-column'))
    .option('--items <file>', text(words, 'cli.help.items'))
    .option('--implicit', text(words, 'cli.help.implicit'))
    .option('--positive-from <rating>', text(words, 'cli.help.positive-from'))
    .option('--negatives <count>', text(words, 'cli.help.negatives'))
    .option('--negative-draw <draw>', text(words, 'cli.help.negative-draw'))
    .option('--minimum-per-user <ratings>', text(words, 'cli.help.minimum-per-user'))
    .option('--minimum-per-item <ratings>', text(words, 'cli.help.minimum-per-item'));
}

/** @returns null where nothing is said of ratings */
export function ratingChoices(options: RatingOptionsGiven): Result<RatingOptions | null> {
  const { user, item, items } = options;
  const implicit = implicitChoices(options);
  if (!implicit.ok) return implicit;
  const perUser = minimumOf('--minimum-per-user', options.minimumPerUser);
  if (!perUser.ok) return perUser;
  const perItem = minimumOf('--minimum-per-item', options.minimumPerItem);
  if (!perItem.ok) return perItem;
  const given: RatingOptions = {
    ...(user !== undefined && { user }),
    ...(item !== undefined && { item }),
    ...(items !== undefined && { items: items === NONE ? null : resolve(items) }),
    ...(implicit.value !== null && { implicit: implicit.value }),
    ...(perUser.value !== undefined && { minimumPerUser: perUser.value }),
    ...(perItem.value !== undefined && { minimumPerItem: perItem.value }),
  };
  return ok(Object.keys(given).length === 0 ? null : given);
}

function minimumOf(option: string, value: string | undefined): Result<number | undefined> {
  return value === undefined ? ok(undefined) : countNumber(option, value, MOST_MINIMUM);
}

function implicitChoices(options: RatingOptionsGiven): Result<ImplicitOptions | null> {
  const { implicit, positiveFrom, negatives, negativeDraw } = options;
  const given = [positiveFrom, negatives, negativeDraw].some((each) => each !== undefined);
  if (implicit !== true && !given) return ok(null);
  const from = positiveFrom === undefined ? undefined : Number(positiveFrom);
  if (from !== undefined && (positiveFrom?.trim() === '' || !Number.isFinite(from))) {
    const subject = `--positive-from ${positiveFrom ?? ''}`;
    return fail({ code: 'usage/invalid', problem: 'value-invalid', subject, expected: 'number' });
  }
  const count =
    negatives === undefined ? ok(undefined) : wholeNumber('--negatives', negatives, MOST_NEGATIVES);
  if (!count.ok) return count;
  if (count.value === 0) {
    const expected = `integer in [1, ${MOST_NEGATIVES}]`;
    return fail({
      code: 'usage/invalid',
      problem: 'value-invalid',
      subject: '--negatives 0',
      expected,
    });
  }
  const draw =
    negativeDraw === undefined
      ? ok(undefined)
      : choiceOf('--negative-draw', negativeDraw, NEGATIVE_DRAWS);
  if (!draw.ok) return draw;
  return ok({
    ...(from !== undefined && { positiveFrom: from }),
    ...(count.value !== undefined && { negatives: count.value }),
    ...(draw.value !== undefined && { draw: draw.value }),
  });
}
