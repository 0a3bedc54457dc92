/** Bytes that no text file holds; they take the place of delimiter and quote in the canonical form. */
export const CANONICAL_DELIMITER = 0x1f;
export const CANONICAL_QUOTE = 0x1e;

const LF = 0x0a;

/** One record of the canonical form. */
export interface CanonicalRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Reads the first records of canonical bytes back; for headers and first rows. */
export function readCanonical(bytes: Uint8Array, limit: number): readonly CanonicalRecord[] {
  const text = new TextDecoder().decode(bytes);
  const records: CanonicalRecord[] = [];
  let fields: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length && records.length < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === CANONICAL_QUOTE) quoted = !quoted;
    if (quoted || (code !== CANONICAL_DELIMITER && code !== LF)) continue;
    const whole = text.charCodeAt(start) === CANONICAL_QUOTE;
    fields.push(whole ? text.slice(start + 1, at - 1) : text.slice(start, at));
    start = at + 1;
    if (code === LF) {
      const [line = '', ...rest] = fields;
      records.push({ line: Number(line), fields: rest });
      fields = [];
    }
  }
  return records;
}
