/** A small made-up pair of languages: numbers below a thousand, as they are said and as they are written. */
const ONES = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen',
  'eighteen nineteen',
]
  .join(' ')
  .split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const DIGITS = [...'零一二三四五六七八九'];

/** As in `three hundred forty two`. */
export function inEnglish(number: number): string {
  const [hundreds, rest] = [Math.floor(number / 100), number % 100];
  const [ten, one] = [Math.floor(rest / 10), rest % 10];
  const small = rest < 20 ? [ONES[rest]] : [TENS[ten], ...(one === 0 ? [] : [ONES[one]])];
  if (hundreds === 0) return small.join(' ');
  return [ONES[hundreds], 'hundred', ...(rest === 0 ? [] : small)].join(' ');
}

/** As in `三百四十二` and `三百零二`. */
export function inChinese(number: number): string {
  const [hundreds, rest] = [Math.floor(number / 100), number % 100];
  const [ten, one] = [Math.floor(rest / 10), rest % 10];
  const digit = (value: number) => DIGITS[value] ?? '';
  const ones = one === 0 ? '' : digit(one);
  const tens = ten === 0 ? '' : `${hundreds === 0 && ten === 1 ? '' : digit(ten)}十`;
  if (hundreds === 0) return number === 0 ? digit(0) : tens + ones;
  return `${digit(hundreds)}百${ten === 0 && one > 0 ? digit(0) : ''}${tens}${ones}`;
}
