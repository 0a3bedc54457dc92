import { fail, ok, type Result } from '../../app/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../app/settings.ts';
import type { Connection } from './connection.ts';
import { fromJson, toJson } from './json-text.ts';
import { SETTING_RULES } from './settings-rules.ts';

interface SettingRow {
  readonly key: string;
  readonly value: string;
}

export type SettingsTable = ReturnType<typeof settingsTable>;

/** What the user chose; a setting that was never written has its default. */
export function settingsTable({ database, transaction }: Connection) {
  const selectAll = database.prepare<[], SettingRow>('SELECT key, value FROM settings');
  const upsertRow = database.prepare<[string, string]>(
    'INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)',
  );

  function read(): Settings {
    const stored = selectAll
      .all()
      .map((row): [string, unknown] => [row.key, fromJson<unknown>(row.value)])
      // An older Hearth may have allowed what this one does not.
      .filter(([key, value]) => isSetting(key) && SETTING_RULES[key].accepts(value));
    return { ...DEFAULT_SETTINGS, ...Object.fromEntries(stored) };
  }

  /** Stores all changes, or none if one is refused; keys and values may come from a command line. */
  function write(changes: Readonly<Record<string, unknown>>): Result<Settings> {
    return transaction(() => {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) continue;
        if (!isSetting(key)) {
          return fail({ code: 'settings/unknown-key', key, known: Object.keys(SETTING_RULES) });
        }
        const { accepts, expected } = SETTING_RULES[key];
        if (!accepts(value)) {
          return fail({ code: 'settings/invalid', key, value: String(value), expected });
        }
        upsertRow.run(key, toJson(value));
      }
      return ok(read());
    });
  }

  return { read, write };
}

function isSetting(key: string): key is keyof Settings {
  return Object.hasOwn(SETTING_RULES, key);
}
