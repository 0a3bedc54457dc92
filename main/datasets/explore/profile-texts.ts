import type { TextProfile } from '../../../app/dataset/explore/profile.ts';
import { type GuessedLanguage, guessLanguage } from '../../../app/text/guess-language.ts';
import type { BrowseSession } from './browse-session.ts';
import { BROWSED } from './browse-table.ts';
import { spreadOfFew } from './spread-sql.ts';

/** Texts that are cut into words; of more, every n-th. */
const MOST_TEXTS = 50_000;
const FREQUENT_WORDS = 20;
/** Texts whose language is guessed, and characters of each: the first ones tell. */
const GUESSED_TEXTS = 2000;
const GUESSED_CHARACTERS = 1000;

/** Scripts of Unicode by their letters, as RE2 knows them; Chinese is told from Japanese by kana. */
const SCRIPTS = [
  'Latin',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Thai',
] as const;

/** Words, vocabulary, scripts and languages of some columns of texts. */
export async function profileTexts(
  session: BrowseSession,
  columns: readonly { readonly name: string; readonly sql: string; readonly rows: number }[],
): Promise<readonly TextProfile[]> {
  const profiles: TextProfile[] = [];
  for (const { name, sql, rows } of columns) {
    const every = Math.max(1, Math.ceil(rows / MOST_TEXTS));
    const some = `(SELECT ${sql} AS text FROM ${BROWSED}
      WHERE ${sql} IS NOT NULL AND "#" % ${every} = 0)`;
    // Each Han character and kana counts as a word: nothing stands between them.
    const pieces = `regexp_extract_all(lower(text), '[\\p{Han}\\p{Hiragana}\\p{Katakana}]|[\\p{L}\\p{N}]+')`;
    const words = await spreadOfFew(session, `(SELECT len(${pieces}) AS value FROM ${some})`);
    if (words === null) continue;
    const vocabulary = `(SELECT word, count(*) AS count
      FROM (SELECT unnest(${pieces}) AS word FROM ${some}) GROUP BY word)`;
    const [different] = await session.rows(`SELECT count(*) FROM ${vocabulary}`);
    const frequent = await session.rows(
      `SELECT word, count FROM ${vocabulary} ORDER BY count DESC, word LIMIT ${FREQUENT_WORDS}`,
    );
    profiles.push({
      column: name,
      rows: words.histogram.counts.reduce((sum, count) => sum + count, 0),
      words,
      vocabulary: Number(different?.[0]),
      frequentWords: frequent.map(([word, count]) => ({
        value: String(word),
        count: Number(count),
      })),
      scripts: await scriptsOf(session, some),
      languages: await languagesOf(session, some),
    });
  }
  return profiles;
}

async function languagesOf(
  session: BrowseSession,
  some: string,
): Promise<TextProfile['languages']> {
  const texts = await session.rows(
    `SELECT left(text, ${GUESSED_CHARACTERS}) FROM ${some} USING SAMPLE reservoir(${GUESSED_TEXTS} ROWS) REPEATABLE (1)`,
  );
  const counts = new Map<GuessedLanguage, number>();
  for (const [text] of texts) {
    const language = guessLanguage(String(text));
    counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts]
    .map(([language, rows]) => ({ language, rows }))
    .toSorted((a, b) => b.rows - a.rows || (a.language < b.language ? -1 : 1));
}

async function scriptsOf(session: BrowseSession, some: string): Promise<TextProfile['scripts']> {
  const counts = SCRIPTS.map(
    (script) => `count(*) FILTER (regexp_matches(text, '\\p{${script}}'))`,
  );
  const [found = []] = await session.rows(`SELECT ${counts.join(', ')} FROM ${some}`);
  return SCRIPTS.map((script, at) => ({ script, rows: Number(found[at] ?? 0) }))
    .filter(({ rows }) => rows > 0)
    .toSorted((a, b) => b.rows - a.rows);
}
