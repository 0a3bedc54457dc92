import type { Language } from '../../language.ts';
import { isMessageKey, type MessageKey, text } from '../../text.ts';
import { INPUT_IDS } from './inputs.ts';

const TEMPLATE: MessageKey = 'input.reason-template';
/** Why a figure stands in a scenario that began as a template. */
export const TEMPLATE_REASON = text('en', TEMPLATE);

const REASONS: ReadonlyMap<string, MessageKey> = new Map([
  [TEMPLATE_REASON, TEMPLATE],
  ...INPUT_IDS.map((id) => `input.reason.${id}`)
    .filter(isMessageKey)
    .map((key): [string, MessageKey] => [text('en', key), key]),
]);

/** Reasons come in English, as files need them; those that are messages are told in the reader's language. */
export function assumptionWords(reason: string, language: Language): string {
  const key = REASONS.get(reason);
  return key === undefined ? reason : text(language, key);
}
