import type { Command } from 'commander';
import { DATE_ORDERS } from '../../app/dataset/recipes/recipe-steps.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import {
  LONGEST_HORIZON,
  LONGEST_WINDOW,
  SERIES_SCALINGS,
  type SeriesOptions,
} from '../../app/series/series-options.ts';
import { text } from '../../app/text.ts';
import { choiceOf, collected, wholeNumber } from './option-values.ts';

/** What options say of the windows of a time series. */
export interface SeriesOptionsGiven {
  readonly time?: string;
  readonly series?: string;
  readonly dateOrder?: string;
  readonly window?: string;
  readonly horizon?: string;
  readonly values?: readonly string[];
  readonly scaling?: string;
  readonly scaleEach?: boolean;
}

export function withSeriesOptions(command: Command, words: Language): Command {
  return command
    .option('--time <column>', text(words, 'cli.help.time'))
    .option('--date-order <order>', text(words, 'cli.help.date-order'))
    .option('--series <column>', text(words, 'cli.help.series'))
    .option('--window <rows>', text(words, 'cli.help.window'))
    .option('--horizon <rows>', text(words, 'cli.help.horizon'))
    .option('--values <column>', text(words, 'cli.help.values'), collected)
    .option('--scaling <kind>', text(words, 'cli.help.scaling'))
    .option('--scale-each', text(words, 'cli.help.scale-each'));
}

/** @returns null where nothing is said */
export function seriesChoices(options: SeriesOptionsGiven): Result<SeriesOptions | null> {
  const { time, series: id, values, scaleEach } = options;
  const window = rowsOf('--window', options.window, LONGEST_WINDOW);
  if (window?.ok === false) return window;
  const horizon = rowsOf('--horizon', options.horizon, LONGEST_HORIZON);
  if (horizon?.ok === false) return horizon;
  const scaling =
    options.scaling === undefined ? null : choiceOf('--scaling', options.scaling, SERIES_SCALINGS);
  if (scaling?.ok === false) return scaling;
  const order =
    options.dateOrder === undefined
      ? null
      : choiceOf('--date-order', options.dateOrder, DATE_ORDERS);
  if (order?.ok === false) return order;
  const said: SeriesOptions = {
    ...(time !== undefined && { time }),
    ...(order !== null && { dateOrder: order.value }),
    ...(id !== undefined && { id }),
    ...(window !== null && { window: window.value }),
    ...(horizon !== null && { horizon: horizon.value }),
    ...(values !== undefined && { values }),
    ...(scaling !== null && { scaling: scaling.value }),
    ...(scaleEach !== undefined && { scaleEach }),
  };
  return ok(Object.keys(said).length === 0 ? null : said);
}

function rowsOf(option: string, value: string | undefined, maximum: number): Result<number> | null {
  return value === undefined ? null : wholeNumber(option, value, maximum);
}
