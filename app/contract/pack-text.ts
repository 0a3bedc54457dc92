import { formatBytes, formatDuration } from '../format.ts';
import type { Language } from '../language.ts';
import { text } from '../text.ts';
import type { PackProgress } from './packs.ts';

/** 0 to 1 of the stage that an installation is in; null where it is not measured. */
export function packFraction({ doneBytes, totalBytes }: PackProgress): number | null {
  return totalBytes === null ? null : doneBytes / Math.max(1, totalBytes);
}

/** How far an installation is, in words: what it does, of how much, how fast and how long still. */
export function packProgressText(progress: PackProgress, language: Language): string {
  const { stage, doneBytes, totalBytes, bytesPerSecond } = progress;
  const parts = [text(language, `pack-stage.${stage}`)];
  if (totalBytes !== null) {
    const done = formatBytes(doneBytes, language);
    parts.push(text(language, 'pack.done', { done, total: formatBytes(totalBytes, language) }));
    if (bytesPerSecond !== null && bytesPerSecond > 0) {
      const rate = formatBytes(bytesPerSecond, language);
      const left = formatDuration((totalBytes - doneBytes) / bytesPerSecond, language);
      parts.push(text(language, 'pack.rate', { rate, left }));
    }
  }
  return parts.join(language === 'zh' ? '，' : ', ');
}
