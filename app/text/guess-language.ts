import { FUNCTION_WORDS, type SpacedLanguage } from './function-words.ts';

/** Languages that are told apart, as BCP 47 names them; `und` where none is clear. */
export const GUESSED_LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'pt',
  'it',
  'nl',
  'ru',
  'uk',
  'zh-Hans',
  'zh-Hant',
  'zh',
  'ja',
  'ko',
  'ar',
  'fa',
  'el',
  'he',
  'th',
  'und',
] as const;
export type GuessedLanguage = (typeof GUESSED_LANGUAGES)[number];

/** Of all letters, those of one script: fewer say that languages are mixed. */
const MAIN_SHARE = 0.5;
/** Of a Japanese text's letters, kana; names and quotations have fewer. */
const KANA_SHARE = 0.1;

/** Letters that the scripts have, each by itself. */
const SCRIPTS = {
  Latin: /\p{Script=Latin}/gu,
  Cyrillic: /\p{Script=Cyrillic}/gu,
  Han: /\p{Script=Han}/gu,
  Kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  Hangul: /\p{Script=Hangul}/gu,
  Arabic: /\p{Script=Arabic}/gu,
  Greek: /\p{Script=Greek}/gu,
  Hebrew: /\p{Script=Hebrew}/gu,
  Thai: /\p{Script=Thai}/gu,
} as const;
type ScriptName = keyof typeof SCRIPTS;
const SCRIPT_NAMES = Object.keys(SCRIPTS) as ScriptName[];
/** A character that stands for a syllable or a word says as much as some letters. */
const LETTERS_OF: Readonly<Partial<Record<ScriptName, number>>> = { Han: 3, Kana: 2, Hangul: 2 };

/**
 * The language of a text, by its script and by what is usual in it only: function words where there are
 * spaces, simplified or traditional forms in Chinese, letters that a neighbour lacks. A guess, made only where it
 * is clear: `zh` has no form that tells, and `und` is everything else, short texts and other languages above all.
 */
export function guessLanguage(text: string): GuessedLanguage {
  const counts = SCRIPT_NAMES.map((script) => ({
    script,
    count: (text.match(SCRIPTS[script])?.length ?? 0) * (LETTERS_OF[script] ?? 1),
  }));
  const countOf = (script: ScriptName) => counts.find((one) => one.script === script)?.count ?? 0;
  const letters = counts.reduce((sum, { count }) => sum + count, 0);
  if (letters === 0) return 'und';
  const eastAsian = countOf('Han') + countOf('Kana');
  if (eastAsian > letters * MAIN_SHARE) {
    return countOf('Kana') > eastAsian * KANA_SHARE ? 'ja' : chineseForm(text);
  }
  const main = counts.find(({ count }) => count > letters * MAIN_SHARE);
  return main === undefined ? 'und' : OF_SCRIPT[main.script](text);
}

const OF_SCRIPT: Readonly<Record<ScriptName, (text: string) => GuessedLanguage>> = {
  Latin: (text) => byFunctionWords(text, ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl']),
  Cyrillic: cyrillic,
  Han: chineseForm,
  Kana: () => 'ja',
  Hangul: () => 'ko',
  // Persian has four letters more and two of another form; so has Urdu, with some of its own.
  Arabic: (text) => (/[ٹڈڑےںھ]/u.test(text) ? 'und' : /[پچژگیک]/u.test(text) ? 'fa' : 'ar'),
  Greek: () => 'el',
  Hebrew: () => 'he',
  Thai: () => 'th',
};

/**
 * Ukrainian and Russian each have letters that the other lacks. Their neighbours share most of these and have some of
 * their own; a text without any is left open.
 */
function cyrillic(text: string): GuessedLanguage {
  if (/[ўљњћђџѓќѕјәөүқғңһ]/iu.test(text)) return 'und';
  const isUkrainian = /[іїєґ]/iu.test(text);
  const isRussian = /[ыэё]/iu.test(text);
  if (isUkrainian && isRussian) return byFunctionWords(text, ['ru', 'uk']);
  return isUkrainian ? 'uk' : isRussian ? 'ru' : 'und';
}

/** Frequent characters that are written one way in simplified and another in traditional Chinese, in pairs. */
const FORMS =
  '这這们們来來个個说說对對时時会會过過没沒还還样樣为為发發经經动動进進现現开開关關问問间間见見听聽让讓话話东東车車长長门門书書电電学學习習写寫读讀买買卖賣钱錢点點爱愛国國语語觉覺认認识識给給从從后後里裡两兩应應当當难難实實体體头頭员員业業产產条條数數据據练練训訓网網络絡层層图圖类類别別标標签簽输輸选選择擇错錯误誤运運设設备備资資处處';
const SIMPLIFIED = new Set([...FORMS].filter((_, at) => at % 2 === 0));
const TRADITIONAL = new Set([...FORMS].filter((_, at) => at % 2 === 1));
/** Written alike in both, or used in both. */
for (const shared of '后里别据') {
  SIMPLIFIED.delete(shared);
  TRADITIONAL.delete(shared);
}

function chineseForm(text: string): GuessedLanguage {
  const characters = [...text];
  const simplified = characters.filter((one) => SIMPLIFIED.has(one)).length;
  const traditional = characters.filter((one) => TRADITIONAL.has(one)).length;
  if (simplified > 2 * traditional) return 'zh-Hans';
  return traditional > 2 * simplified ? 'zh-Hant' : 'zh';
}

/** Words that count in full; a word of several languages counts as much less. */
const ENOUGH = 2;
/** One word is enough where it is this share of a short text. */
const SHORT_SHARE = 0.25;
/** How far the first must be ahead of the second. */
const AHEAD = 1.5;

function byFunctionWords(text: string, languages: readonly SpacedLanguage[]): GuessedLanguage {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const ranked = languages
    .map((language) => ({
      language,
      score: words.reduce((sum, word) => sum + (WEIGHTS.get(language)?.get(word) ?? 0), 0),
    }))
    .toSorted((one, other) => other.score - one.score);
  const [first, second] = ranked;
  if (first === undefined) return 'und';
  const isEnough =
    first.score >= ENOUGH || first.score >= Math.max(0.5, words.length * SHORT_SHARE);
  return isEnough && first.score > AHEAD * (second?.score ?? 0) ? first.language : 'und';
}

/** How much each word says for a language: less, the more languages have it. */
const WEIGHTS: ReadonlyMap<SpacedLanguage, ReadonlyMap<string, number>> = weights();

function weights() {
  const languagesOf = new Map<string, number>();
  const lists = Object.entries(FUNCTION_WORDS).map(
    ([language, list]) => [language as SpacedLanguage, new Set(list.split(' '))] as const,
  );
  for (const [, list] of lists) {
    for (const word of list) languagesOf.set(word, (languagesOf.get(word) ?? 0) + 1);
  }
  return new Map(
    lists.map(([language, list]) => [
      language,
      new Map([...list].map((word) => [word, 1 / (languagesOf.get(word) ?? 1)])),
    ]),
  );
}
