import type { ArchiveDanger } from '../../../app/errors.ts';

/** Names that Windows gives to devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
/** File systems take no longer parts. */
const LONGEST_PART_BYTES = 255;
const LONGEST_NAME_BYTES = 2048;

/**
 * An entry's name as text. Archives made on Chinese systems hold GB18030 and say nothing of it;
 * bytes that are valid UTF-8 are that, since GB18030 hardly ever is by chance.
 */
export function decodeName(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** A name that stays within the folder it is unpacked to, its parts joined by `/`; or what is wrong with it. */
export function safeName(
  name: string,
): { readonly safe: string } | { readonly danger: ArchiveDanger } {
  if (/\p{Cc}/u.test(name) || Buffer.byteLength(name) > LONGEST_NAME_BYTES)
    return { danger: 'name' };
  const slashed = name.replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[a-z]:/i.test(slashed)) return { danger: 'outside' };
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { danger: 'outside' };
  for (const part of parts) {
    if (DEVICE.test(part)) return { danger: 'device-name' };
    if (/[. ]$/.test(part) || Buffer.byteLength(part) > LONGEST_PART_BYTES)
      return { danger: 'name' };
  }
  return { safe: parts.join('/') };
}

/** What archivers add for themselves, and no data. */
export function isJunk(name: string): boolean {
  return /(^|\/)(__MACOSX|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini|\.git)(\/|$)/i.test(name);
}

/** Names that file systems without case take for one. */
export class NameClashes {
  readonly #files = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  /** Whether a file would stand where another file or folder stands. */
  clashes(name: string): boolean {
    const key = foldCase(name);
    if (this.#files.has(key) || this.#folders.has(key)) return true;
    const parts = name.split('/');
    for (let length = 1; length < parts.length; length += 1) {
      const folder = parts.slice(0, length).join('/');
      const known = this.#folders.get(foldCase(folder));
      if (this.#files.has(foldCase(folder)) || (known !== undefined && known !== folder))
        return true;
      this.#folders.set(foldCase(folder), folder);
    }
    this.#files.set(key, name);
    return false;
  }
}

function foldCase(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
