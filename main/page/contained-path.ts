import { join } from 'node:path';

const MAX_SEGMENTS = 32;
const MAX_SEGMENT_BYTES = 255;
/** Separators and what Windows forbids in names; a colon would also name a stream there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN = /[\u0000-\u001f\\/:*?"<>|]/;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A path from a URL as one inside `folder`, wherever the host runs.
 * @param urlPath relative, percent-encoded, `/` between names
 * @returns null if a name leads out of the folder or cannot be a file's name on every system
 */
export function containedPath(folder: string, urlPath: string): string | null {
  const names = urlPath.split('/').map(decoded);
  if (names.length > MAX_SEGMENTS || !names.every(isSafeName)) return null;
  return join(folder, ...names);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

function isSafeName(name: string): boolean {
  return (
    name !== '' &&
    !/^\.{1,2}$/.test(name) &&
    !/[. ]$/.test(name) &&
    !FORBIDDEN.test(name) &&
    !WINDOWS_DEVICE.test(name) &&
    Buffer.byteLength(name) <= MAX_SEGMENT_BYTES
  );
}
