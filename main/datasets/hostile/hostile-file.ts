/** A file or folder made to do harm, and what must come of it. */
export interface HostileFile {
  /** Says what is wrong; also the folder it is made in. */
  readonly title: string;
  /** Name of the file within that folder, as the importer gets it. */
  readonly name: string;
  /** Makes it; null where the content says it all. */
  readonly content: string | Uint8Array | ((path: string) => Promise<void>);
  /** Codes of the failure that may come; empty where it must import, since it only looks hostile. */
  readonly codes: readonly string[];
}

/** Files of one kind, by their titles. */
export function hostileFiles(
  kind: string,
  name: string,
  files: Readonly<Record<string, readonly [HostileFile['content'], ...string[]]>>,
): readonly HostileFile[] {
  return Object.entries(files).map(([title, [content, ...codes]]) => ({
    title: `${kind}: ${title}`,
    name,
    content,
    codes: codes.map((code) => (code.includes('/') ? code : `dataset/${code}`)),
  }));
}

/** Rows that can be imported, for harm to hide among. */
export const GOOD_ROWS = Array.from({ length: 24 }, (_, row) => `${row * 1.5},${'xz'[row % 2]}`);
export const GOOD_CSV = `a,y\n${GOOD_ROWS.join('\n')}\n`;
