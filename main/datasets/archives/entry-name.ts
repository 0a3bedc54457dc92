import type { ArchiveDanger } from '../../../app/failures/dataset-errors.ts';

/** Names that Windows gives to devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
/** File systems take no longer parts. */
const LONGEST_PART_BYTES = 255;
const LONGEST_NAME_BYTES = 2048;

/**
 * Reads the names of one archive's entries. Archives made on Chinese systems hold GB18030 and say
 * nothing of it; bytes that are valid UTF-8 are that, since GB18030 hardly ever is by chance. Short
 * names are: 猫 in GB18030 is è in UTF-8. Next to names that are GB18030 only, they are that too.
 */
export class NameReader {
  #doubted = false;
  #chinese = false;

  /** Whether names were read in doubt before one that settled it: all are to be read again, by the same reader. */
  get misread(): boolean {
    return this.#doubted && this.#chinese;
  }

  /** Forgets the doubts and keeps what was settled. */
  again(): void {
    this.#doubted = false;
  }

  read(bytes: Uint8Array): string {
    const utf8 = decoded(bytes, 'utf-8');
    if (utf8 !== null && !isDoubtful(utf8)) return utf8;
    if (utf8 !== null && !this.#chinese) {
      this.#doubted = true;
      return utf8;
    }
    const chinese = decoded(bytes, 'gb18030');
    if (chinese !== null) this.#chinese = true;
    return chinese ?? utf8 ?? new TextDecoder('windows-1252').decode(bytes);
  }
}

/** null where the bytes are not valid in that encoding. */
function decoded(bytes: Uint8Array, encoding: 'utf-8' | 'gb18030'): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return null;
  }
}

/** Characters of two bytes each in UTF-8 are pairs of bytes in GB18030 as well; Chinese ones in UTF-8 take three. */
function isDoubtful(name: string): boolean {
  return /[\u0080-\u07ff]/.test(name) && !/[\u0800-\uffff]/.test(name);
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
