import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RatingOptions } from '../../../app/dataset/ratings/rating-options.ts';

/** Files of MovieLens that go with each other, by their names. @source its READMEs */
const COMPANIONS: Readonly<Record<string, string>> = {
  'u.data': 'u.item',
  'ratings.csv': 'movies.csv',
  'ratings.dat': 'movies.dat',
};

/** Where the table that describes the items of ratings lies, asked for or known to go with them; null where none does. */
export async function itemsPath(
  ratings: string,
  asked: RatingOptions['items'],
): Promise<string | null> {
  return asked === undefined ? companionOf(ratings) : asked;
}

/** A file beside ratings that is known to describe their items. */
async function companionOf(path: string): Promise<string | null> {
  const wanted = COMPANIONS[basename(path).toLowerCase().replace(/\.gz$/, '')];
  if (wanted === undefined) return null;
  const names = await readdir(dirname(path)).catch(() => []);
  const found = names.find((name) => name.toLowerCase() === wanted);
  return found === undefined ? null : join(dirname(path), found);
}
