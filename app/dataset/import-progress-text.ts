import { formatBytes, formatCount, formatDuration } from '../format.ts';
import type { Language } from '../language.ts';
import { text } from '../text.ts';
import { type ImportProgress, importPace } from './import-progress.ts';

/** Knows when the phase began that is being counted. */
export class ProgressMeter {
  #unit: ImportProgress['unit'] | null = null;
  #sinceMs = 0;

  /** @param nowMs of any steady clock */
  elapsedMs({ unit }: ImportProgress, nowMs: number): number {
    if (unit !== this.#unit) {
      this.#unit = unit;
      this.#sinceMs = nowMs;
    }
    return nowMs - this.#sinceMs;
  }
}

/** What is done, how fast, and how long it will take, in words. */
export function importProgressText(
  progress: ImportProgress,
  elapsedMs: number,
  language: Language,
): string {
  const amount = (count: number) =>
    progress.unit === 'bytes' ? formatBytes(count, language) : formatCount(count, language);
  const { done, total, unit } = progress;
  const values = { done: amount(done), total: total === null ? '' : amount(total) };
  const key = total === null ? `import.progress.${unit}` : `import.progress.${unit}-of`;
  const counted = text(language, key as `import.progress.${'bytes' | 'rows'}`, values);
  const pace = importPace(progress, elapsedMs);
  if (pace === null) return counted;
  const rate = text(language, 'import.progress.rate', {
    rate: amount(Math.round(pace.perSecond)),
  });
  if (pace.leftMs === null) return `${counted} · ${rate}`;
  const left = text(language, 'import.progress.left', {
    left: formatDuration(pace.leftMs / 1000, language),
  });
  return `${counted} · ${rate} · ${left}`;
}
