/** How the characters of a text file may be written, likeliest first; by their names in WHATWG's Encoding standard. */
export const ENCODINGS = [
  'utf-8',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1252',
  'utf-16le',
  'utf-16be',
] as const;
export type TextEncoding = (typeof ENCODINGS)[number];

/** An encoding as people write it. */
export function encodingName(encoding: TextEncoding): string {
  return encoding.toUpperCase();
}
