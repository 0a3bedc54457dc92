/** A text's bytes in an encoding of one or two bytes a character, by what its decoder makes of them. */
export function encodeText(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead < 0xff; lead += 1) {
    for (let trail = 0x40; trail < 0xff; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if ([...character].length === 1 && !codes.has(character)) codes.set(character, [lead, trail]);
    }
  }
  return Buffer.from(
    [...text].flatMap((character) => {
      const code = character < '\x80' ? [character.charCodeAt(0)] : codes.get(character);
      if (code === undefined) throw new Error(`${encoding} has no ${character}`);
      return [...code];
    }),
  );
}
