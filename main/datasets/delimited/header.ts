import { parseNumber, presentText } from '../../../app/dataset/raw-value.ts';
import type { HeaderFacts } from '../../../app/dataset/recognition.ts';
import { sideNamed } from '../../../app/dataset/translations/language-names.ts';

/** Names of columns are short; a first row with longer texts is data. */
const LONGEST_NAME = 64;
/** What ends a sentence; texts that all end so, as in pairs of sentences, name no columns. */
const SENTENCE_END = /[.!?。！？…]$/;
/** Texts of a column from which it is told that it hardly repeats any. */
const LEAST_ROWS = 10;
const DISTINCT_SHARE = 0.95;
/** Share of a column's texts that are more than a word. */
const WORDY_SHARE = 0.5;
/** The same of columns in which a single word, in lower case, stands out. */
const WORDY_BELOW = 0.95;
const PLAIN_NAME = /^[a-z][a-z0-9]*$/;
/** Several words, or a run of Han or kana longer than most words. */
const WORDY = /\S\s+\S|[.!?。！？…]$|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{5}/u;
/** Written as programs write names: `source_text`, `sentence1`, `srcText`. */
const PROGRAM_NAME = /^[\p{L}][\p{L}\p{N}]*([_.-][\p{L}\p{N}]+)+$|^[a-z]+\d+$|^[a-z]+[A-Z]\w*$/u;
/** What columns of texts are called. */
const USUAL_NAME =
  /^(id|key|text|texts|sentence|sentences|phrase|word|words|title|headline|summary|abstract|body|content|contents|document|article|paragraph|description|comment|comments|review|reviews|message|messages|sms|tweet|post|question|answer|query|response|prompt|completion|context|instruction|input|output|premise|hypothesis|label|labels|class|category|topic|sentiment|tag|tags|name|author|email|address|url|date|time|notes?|标题|题目|内容|正文|文本|文字|句子|词语|单词|摘要|描述|说明|评论|评价|备注|问题|回答|答案|标签|类别|分类|情感|主题|姓名|名称|作者|地址|日期|时间|编号|序号)$/i;

/**
 * Whether the first row names the columns, and why: it has no number, and either some column below it is numeric, or
 * its texts are short, distinct, no sentences, and never come again in their columns. Where no column says anything by
 * coming again, as in pairs of sentences, names must be known as such, or be plain words above nothing but sentences.
 */
export function judgeHeader(rows: readonly (readonly string[])[]): HeaderFacts {
  const [first = [], ...body] = rows;
  const names = first.map((cell) => presentText(cell));
  const named = names.filter((name) => name !== null);
  if (named.some((name) => parseNumber(name) !== null)) return data('number');
  const columns = first.map((_, column) => body.flatMap((row) => presentText(row[column]) ?? []));
  const numeric = columns.some(
    (values) => values.length > 0 && values.every((value) => parseNumber(value) !== null),
  );
  if (numeric) return { header: true, why: 'numbers-below' };
  if (named.length < names.length - 1) return data('gaps');
  if (named.every((name) => SENTENCE_END.test(name))) return data('sentences');
  const again = names.some((name, at) => name !== null && columns[at]?.includes(name) === true);
  if (again || new Set(named).size < named.length) return data('repeated');
  if (named.some((name) => name.length > LONGEST_NAME)) return data('long');
  const known = named.filter(isColumnName).length;
  if (known * 2 > named.length) return { header: true, why: 'names' };
  const standsOut =
    named.every((name) => PLAIN_NAME.test(name)) &&
    columns.every((values) => isWordy(values, WORDY_BELOW));
  if (standsOut) return { header: true, why: 'names' };
  const telling = columns.some((values) => !isWordy(values, WORDY_SHARE) && !hardlyRepeats(values));
  return telling ? { header: true, why: 'never-again' } : data('texts');
}

function data(why: HeaderFacts['why']): HeaderFacts {
  return { header: false, why };
}

function isColumnName(name: string): boolean {
  return USUAL_NAME.test(name) || PROGRAM_NAME.test(name) || sideNamed(name) !== null;
}

function isWordy(values: readonly string[], share: number): boolean {
  const wordy = values.filter((value) => WORDY.test(value)).length;
  return wordy > 0 && wordy >= values.length * share;
}

function hardlyRepeats(values: readonly string[]): boolean {
  return values.length >= LEAST_ROWS && new Set(values).size >= values.length * DISTINCT_SHARE;
}
