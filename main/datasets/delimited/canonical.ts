/** Bytes that no text file holds; they take the place of delimiter and quote in the canonical form. */
export const CANONICAL_DELIMITER = 0x1f;
export const CANONICAL_QUOTE = 0x1e;

const LF = 0x0a;

/** One record of the canonical form. */
export interface CanonicalRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Reads canonical bytes back; for headers and first rows, not for whole files. */
export function readCanonical(bytes: Uint8Array): readonly CanonicalRecord[] {
  const text = new TextDecoder().decode(bytes);
  const records: CanonicalRecord[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code === CANONICAL_QUOTE) {
      quoted = !quoted;
    } else if (!quoted && (code === CANONICAL_DELIMITER || code === LF)) {
      fields.push(field);
      field = '';
      if (code === LF) {
        const [line = '', ...rest] = fields;
        records.push({ line: Number(line), fields: rest });
        fields = [];
      }
    } else {
      field += character;
    }
  }
  return records;
}
