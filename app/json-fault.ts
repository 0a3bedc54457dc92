/** Where V8 says that it stopped reading; where it says nothing, the text ended too early. */
export function jsonFault(cause: unknown, json: string): { row: number; column: number } {
  const position = /at position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
  const read = json.slice(0, position === undefined ? json.length : Number(position));
  const lines = read.split('\n');
  return { row: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
