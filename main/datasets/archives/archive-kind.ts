import type { ArchiveFacts } from '../../../app/dataset/recognition.ts';
import { type Sight, startsWith } from '../recognition/sight.ts';
import { isTarHeader } from './tar.ts';

/** Files whose reader must jump about in them, so that gzip has to go first. */
const RANDOM_ACCESS_MARKS = ['PAR1', 'SQLite format 3', 'PK\u0003\u0004'];

/** How a source is packed; null where it is not, or where its format wants to be read packed. */
export function archiveKind(sight: Sight): ArchiveFacts['kind'] | null {
  if (sight.folder) return null;
  const { head, gzip, names } = sight;
  if (isTarHeader(head)) return gzip ? 'tar.gz' : 'tar';
  if (gzip) return RANDOM_ACCESS_MARKS.some((mark) => startsWith(head, mark)) ? 'gzip' : null;
  const zip = startsWith(head, 'PK\u0003\u0004') || startsWith(head, 'PK\u0005\u0006');
  return zip && !isPackage(names) ? 'zip' : null;
}

/** Formats that are zip files themselves: workbooks, and NumPy's NPZ, whose arrays are in no folder. */
function isPackage(names: readonly string[]): boolean {
  const arrays = names.length > 0 && names.every((name) => /^[^/\\]+\.npy$/.test(name));
  return arrays || names.includes('xl/workbook.xml');
}
