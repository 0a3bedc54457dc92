import type { Language } from '../language.ts';
import { text } from '../text.ts';
import type { WaitingRun } from './run.ts';

/** Why a run waits, and at which place in line. */
export function waitText({ reason, ahead, training }: WaitingRun, language: Language): string {
  return [
    text(language, `run.waits.${reason}`, { training }),
    ...(ahead === 0 ? [] : [text(language, 'run.waits-ahead', { ahead })]),
  ].join(language === 'zh' ? '' : ' ');
}
