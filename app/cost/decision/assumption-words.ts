import type { Language } from '../../language.ts';
import { isMessageKey, type MessageKey, text } from '../../text.ts';
import { INPUT_IDS } from './inputs.ts';

const REASONS: ReadonlyMap<string, MessageKey> = new Map(
  INPUT_IDS.map((id) => `input.reason.${id}`)
    .filter(isMessageKey)
    .map((key) => [text('en', key), key]),
);

/** Reasons come in English, as files need them; those that are messages are told in the reader's language. */
export function assumptionWords(reason: string, language: Language): string {
  const key = REASONS.get(reason);
  return key === undefined ? reason : text(language, key);
}
