const MOST_CHARACTERS = 300;

/**
 * What a server wrote, fit for a terminal, a page and the store: one line, not too long, without
 * characters that move the cursor or turn text around.
 */
export function plainText(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line;
}
