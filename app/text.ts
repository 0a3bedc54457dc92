import type { Language } from './language.ts';
import en from './messages/en.json' with { type: 'json' };
import zh from './messages/zh.json' with { type: 'json' };
import { placeText } from './place-text.ts';

/** Names a message; English sets the keys, and Chinese must have every one (checked by the compiler). */
export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;

const MESSAGES = {
  en,
  zh: zh satisfies Readonly<Record<MessageKey, string>>,
} as const;

/**
 * A message in the reader's language, `{name}` replaced by its value, `{name@place}` by what the
 * language calls that country or state, and `{name:run|runs}` by the
 * word that goes with it: the first with 1, the second with every other number.
 * A name without a value stays visible in braces: a missing value is a bug that a test can see.
 */
export function text(language: Language, key: MessageKey, values: MessageValues = {}): string {
  return MESSAGES[language][key].replace(
    /\{(\w+)(@place)?(?::([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, isPlace?: string, one?: string, many?: string) => {
      const value = values[name];
      if (one === undefined || many === undefined) {
        if (value === undefined) return whole;
        return isPlace === undefined ? String(value) : placeText(language, String(value));
      }
      return String(value) === '1' ? one : many;
    },
  );
}

/** Whether a key that came with data, such as a cost's basis, names a message. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}
