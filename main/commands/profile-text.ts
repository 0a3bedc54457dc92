import type {
  DatasetProfile,
  Histogram,
  RatingsProfile,
  Spread,
  TextProfile,
} from '../../app/dataset/explore/profile.ts';
import type { SourceImages } from '../../app/dataset/source-images.ts';
import { formatCount, formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { listText } from '../../app/list-text.ts';
import { languageName, languageShares } from '../../app/text/language-name.ts';
import { text } from '../../app/text.ts';
import { textPairs, textTable } from '../console/table.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const SHOWN_VALUES = 5;

/** What a dataset holds, beyond the list of its columns. */
export function profileText(profile: DatasetProfile, language: Language): string {
  const parts = [
    spreadTable(
      profile.columns.flatMap(({ name, numbers }) => (numbers ? [{ name, spread: numbers }] : [])),
      language,
    ),
    topTable(profile, language),
    ...profile.texts.map((one) => textsText(one, language)),
    ...(profile.ratings === null ? [] : [ratingsText(profile.ratings, language)]),
    ...(profile.images === null ? [] : [imagesText(profile.images, language)]),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

interface NamedSpread {
  readonly name: string;
  readonly spread: Spread;
}

function spreadTable(rows: readonly NamedSpread[], language: Language): string {
  if (rows.length === 0) return '';
  const quantile = (title: string, at: number) => ({
    title,
    value: ({ spread }: NamedSpread) => formatNumber(spread.quantiles[at] ?? Number.NaN, language),
    isNumber: true,
  });
  return textTable(
    [
      { title: text(language, 'cli.column'), value: ({ name }: NamedSpread) => name },
      quantile('5 %', 1),
      quantile('25 %', 2),
      quantile('50 %', 3),
      quantile('75 %', 4),
      quantile('95 %', 5),
      {
        title: text(language, 'profile.stddev'),
        value: ({ spread }) => formatNumber(spread.stddev, language),
        isNumber: true,
      },
      { title: text(language, 'profile.histogram'), value: ({ spread }) => bars(spread.histogram) },
    ],
    rows,
  );
}

/** A histogram in one line. */
function bars({ counts }: Histogram): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count) =>
      count === 0 ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((count / most) * BARS.length))],
    )
    .join('');
}

function topTable({ columns }: DatasetProfile, language: Language): string {
  const rows = columns.flatMap(({ name, top }) => (top === undefined ? [] : [{ name, top }]));
  if (rows.length === 0) return '';
  return textPairs([
    [text(language, 'profile.top'), ''],
    ...rows.map(({ name, top }) => {
      const shown = top
        .slice(0, SHOWN_VALUES)
        .map(({ value, count }) => `${value.slice(0, 40)} ${formatCount(count, language)}`);
      const values = [...shown, ...(top.length > SHOWN_VALUES ? ['…'] : [])];
      return [name, listText(values, language)] as const;
    }),
  ]);
}

function textsText(profile: TextProfile, language: Language): string {
  const { column, rows, words, vocabulary, frequentWords, scripts, languages } = profile;
  return textPairs([
    [text(language, 'cli.column'), column],
    [text(language, 'profile.texts-seen'), formatCount(rows, language)],
    [
      text(language, 'profile.words'),
      `${formatNumber(words.minimum, language)} – ${formatNumber(words.maximum, language)}  ⌀ ${formatNumber(words.mean, language)}`,
    ],
    [text(language, 'profile.vocabulary'), formatCount(vocabulary, language)],
    [
      text(language, 'profile.frequent-words'),
      listText(
        frequentWords.map(({ value, count }) => `${value} ${formatCount(count, language)}`),
        language,
      ),
    ],
    [
      text(language, 'profile.scripts'),
      listText(
        scripts.map((one) => `${one.script} ${formatPercent(one.rows / rows, language)}`),
        language,
      ),
    ],
    [
      text(language, 'profile.languages'),
      listText(
        languageShares(languages).map(
          (one) => `${languageName(one.language, language)} ${formatPercent(one.share, language)}`,
        ),
        language,
      ),
    ],
  ]);
}

function ratingsText(ratings: RatingsProfile, language: Language): string {
  const perOne = (spread: Spread) =>
    `${formatNumber(spread.minimum, language)} – ${formatNumber(spread.maximum, language)}  ⌀ ${formatNumber(spread.mean, language)}`;
  return textPairs([
    [text(language, 'profile.users'), formatCount(ratings.users, language)],
    [text(language, 'profile.items'), formatCount(ratings.items, language)],
    [text(language, 'profile.density'), formatPercent(ratings.density, language, 3)],
    [text(language, 'profile.per-user'), perOne(ratings.perUser)],
    [text(language, 'profile.per-item'), perOne(ratings.perItem)],
    [
      text(language, 'profile.long-tail'),
      listText(
        ratings.longTail.map(({ items, ratings: share }) =>
          text(language, 'profile.tail-part', {
            items: formatPercent(items, language, 0),
            ratings: formatPercent(share, language),
          }),
        ),
        language,
      ),
    ],
  ]);
}

function imagesText(
  { height, width, channels, rows, means, stddevs, source }: NonNullable<DatasetProfile['images']>,
  language: Language,
): string {
  const list = (numbers: readonly number[]) =>
    listText(
      numbers.map((number) => formatNumber(number, language)),
      language,
    );
  return textPairs([
    [text(language, 'profile.image-size'), `${height} × ${width} × ${channels}`],
    ...(source === null ? [] : sourceSizes(source, language)),
    [text(language, 'profile.images-seen'), formatCount(rows, language)],
    [text(language, 'profile.pixel-means'), list(means)],
    [text(language, 'profile.pixel-stddevs'), list(stddevs)],
  ]);
}

function sourceSizes(
  { sizes, heights, widths, greyscale, others }: SourceImages,
  language: Language,
): readonly (readonly [string, string])[] {
  const span = ([low, high]: readonly [number, number]) =>
    low === high
      ? formatCount(low, language)
      : `${formatCount(low, language)} – ${formatCount(high, language)}`;
  const total = others + sizes.reduce((sum, { count }) => sum + count, 0);
  const shown = sizes.slice(0, SIZES_SHOWN).map(({ height, width, count }) =>
    text(language, 'text.with-aside', {
      main: `${height} × ${width}`,
      aside: formatCount(count, language),
    }),
  );
  return [
    [text(language, 'profile.source-sizes'), listText(shown, language)],
    [text(language, 'profile.source-height'), span(heights)],
    [text(language, 'profile.source-width'), span(widths)],
    [text(language, 'profile.source-grey'), formatCount(greyscale, language)],
    [text(language, 'profile.source-colour'), formatCount(total - greyscale, language)],
  ];
}

const SIZES_SHOWN = 7;
