import { formatBytes, formatCount } from '../format.ts';
import type { Language } from '../language.ts';
import { listText } from '../list-text.ts';
import { text } from '../text.ts';
import type { DatasetPreview } from './dataset.ts';
import { encodingName } from './encodings.ts';
import type { ArchiveFacts, HeaderFacts, RecognitionReason } from './recognition.ts';

/** Files of a folder that are told by name. */
const MOST_NAMES = 6;

/** Why a source was taken for its format, in words. */
export function recognitionText(why: RecognitionReason, language: Language): string {
  const { kind, ...facts } = why;
  const told = (value: string | number | readonly string[]) => {
    if (typeof value === 'number') return formatCount(value, language);
    return typeof value === 'string' ? value : someOf(value, language);
  };
  const values = Object.entries(facts).map(([name, value]) => [name, told(value)]);
  const key = kind === 'split-files' && why.beside.length > 0 ? 'split-files-beside' : kind;
  return text(language, `recognition.${key}`, Object.fromEntries(values));
}

function someOf(names: readonly string[], language: Language): string {
  const shown = names.slice(0, MOST_NAMES);
  return listText(names.length > shown.length ? [...shown, '…'] : shown, language);
}

/** Whether the first row names the columns, and why, in words. */
export function headerText({ header, why }: HeaderFacts, language: Language): string {
  if (why !== 'chosen') return text(language, `recognition.header.${why}`);
  return text(language, header ? 'recognition.header.chosen' : 'recognition.header.chosen-not');
}

/** How the characters of a source are written; null where it is no text, or not known. */
export function encodingText(
  { dialect, encodings = [] }: Pick<DatasetPreview, 'dialect' | 'encodings'>,
  language: Language,
): string | null {
  const found = dialect === null ? encodings : [dialect.encoding];
  return found.length === 0 ? null : listText(found.map(encodingName), language);
}

/** How much an archive or a folder holds, and what of it is read. */
export function archiveText(
  { files, unpackedBytes, member }: Pick<ArchiveFacts, 'files' | 'unpackedBytes' | 'member'>,
  language: Language,
): string {
  const size = formatBytes(unpackedBytes, language);
  const counted = text(language, 'import.archive-size', { files, size });
  return member === null ? counted : text(language, 'cli.archive-read', { counted, member });
}
