import { randomStream } from '../../../app/random.ts';

const GENRES = ['Comedy', 'Drama', 'Horror', 'War'];
const USERS = 60;
/** Films that there are. */
export const ITEMS = 40;
/** Films from here on nobody has rated. */
export const RATED = 32;

/** A film's genre by its place, from 0 on. */
export const genreOf = (film: number): number => film % GENRES.length;
export const titleOf = (film: number): string =>
  `Film ${film} of ${GENRES[genreOf(film)]} (${1950 + film})`;

/** Whether a user likes films of a film's genre, both by their places: every user likes two of the four. */
export const likes = (user: number, film: number): boolean => (genreOf(film) + user) % 2 === 0;

/** As MovieLens' `ratings.csv`: users rate what they like 5 and all else 1; every pair is rated with chance 1/2. */
export function ratingsCsv(): string {
  const random = randomStream(3, 'ratings');
  const rows = ['userId,movieId,rating,timestamp'];
  for (let user = 0; user < USERS; user += 1) {
    for (let film = 0; film < RATED; film += 1) {
      if (random.nextFloat() < 0.5) continue;
      const rating = likes(user, film) ? 5 : 1;
      rows.push(`${user + 1},${film + 1},${rating},${880_000_000 + rows.length}`);
    }
  }
  return rows.join('\n');
}

/** As MovieLens' `movies.csv`, with a length in minutes. */
export function moviesCsv(): string {
  const line = (film: number) =>
    `${film + 1},${titleOf(film)},${GENRES[genreOf(film)]}|Film,${90 + (film % 7) * 5.5}`;
  return [
    'movieId,title,genres,length',
    ...Array.from({ length: ITEMS }, (_, film) => line(film)),
  ].join('\n');
}
