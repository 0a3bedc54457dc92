import type { Language } from './language.ts';

/** Places of the sheets that no standard names as they do, in Chinese. */
const CHINESE: Readonly<Record<string, string>> = {
  'Canada (Quebec)': '加拿大（魁北克）',
  'European Union (27)': '欧盟 27 国',
  'Georgia (country)': '格鲁吉亚',
  Arizona: '亚利桑那州',
  California: '加利福尼亚州',
  Florida: '佛罗里达州',
  'Georgia (US state)': '佐治亚州（美国）',
  Illinois: '伊利诺伊州',
  Massachusetts: '马萨诸塞州',
  'New York': '纽约州',
  Ohio: '俄亥俄州',
  Oregon: '俄勒冈州',
  Texas: '得克萨斯州',
  Virginia: '弗吉尼亚州',
  Washington: '华盛顿州',
};

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** ISO 3166 codes by the names that Unicode's locale data has in English. */
let codes: ReadonlyMap<string, string> | null = null;

function codeOf(name: string): string | undefined {
  codes ??= englishNames();
  return codes.get(name);
}

function englishNames(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  return new Map(
    LETTERS.flatMap((first) =>
      LETTERS.flatMap((second): (readonly [string, string])[] => {
        const code = first + second;
        const name = names.of(code);
        return name === undefined ? [] : [[name, code]];
      }),
    ),
  );
}

/**
 * A country or state that a sheet names in English or by its code, as the reader's language calls it;
 * any other name stays as it is.
 */
export function placeText(language: Language, name: string): string {
  if (/^[A-Z]{2}$/.test(name)) {
    return new Intl.DisplayNames(language, { type: 'region' }).of(name) ?? name;
  }
  if (language === 'en') return name;
  const own = CHINESE[name];
  if (own !== undefined) return own;
  const code = codeOf(name);
  if (code === undefined) return name;
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? name;
}
