const PALETTE_SIZE = 8;

/** A run's own place in the palette, from its id: the same in every chart and session. */
export function runColour(runId: string): number {
  let hash = 0;
  for (const character of runId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return Math.abs(hash) % PALETTE_SIZE;
}

/**
 * Places in the palette for runs drawn together: each its own where it is free, else the next free
 * one; from the ninth run on colours repeat.
 */
export function runColours(runIds: readonly string[]): readonly number[] {
  const taken = new Set<number>();
  return runIds.map((id) => {
    if (taken.size === PALETTE_SIZE) taken.clear();
    let colour = runColour(id);
    while (taken.has(colour)) colour = (colour + 1) % PALETTE_SIZE;
    taken.add(colour);
    return colour;
  });
}
