import type { Command } from 'commander';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Settings } from '../../app/settings.ts';
import { text } from '../../app/text.ts';
import { textPairs } from '../console/table.ts';
import { SETTING_RULES } from '../store/settings-rules.ts';
import type { DeclareCommand, Runner } from './verb.ts';

type Key = keyof Settings;

export const declareSettings: DeclareCommand = (program, runner, words) => {
  const settings = program
    .command('settings')
    .description(text(words, 'cli.help.settings'))
    .action((_: object, command: Command) => showAll(runner, command));
  settings
    .command('get')
    .description(text(words, 'cli.help.settings-get'))
    .argument('<key>')
    .action((key: string, _: object, command: Command) => showOne(runner, command, key));
  settings
    .command('set')
    .description(text(words, 'cli.help.settings-set'))
    .argument('<key>')
    .argument('<value>')
    .action((key: string, value: string, _: object, command: Command) =>
      change(runner, command, key, value),
    );
};

function showAll(runner: Runner, command: Command): Promise<void> {
  return runner.onHost(command, async ({ client }) => {
    const read = await client.request('settings.get', null);
    if (!read.ok) return read;
    const pairs = Object.entries(read.value).map(([key, value]) => [key, String(value)] as const);
    return ok({ json: { settings: read.value }, text: textPairs(pairs) });
  });
}

function showOne(runner: Runner, command: Command, given: string): Promise<void> {
  return runner.onHost(command, async ({ client }) => {
    const key = readKey(given);
    if (!key.ok) return key;
    const read = await client.request('settings.get', null);
    if (!read.ok) return read;
    const value = read.value[key.value];
    return ok({ json: { key: key.value, value }, text: String(value) });
  });
}

function change(runner: Runner, command: Command, given: string, words: string): Promise<void> {
  return runner.onHost(command, async ({ client }) => {
    const changes = readChange(given, words);
    if (!changes.ok) return changes;
    const written = await client.request('settings.set', { changes: changes.value });
    if (!written.ok) return written;
    return ok({ json: { settings: written.value }, text: `${given}  ${words}` });
  });
}

function readKey(given: string): Result<Key> {
  const known = Object.keys(SETTING_RULES) as Key[];
  const key = known.find((candidate) => candidate === given);
  return key === undefined ? fail({ code: 'settings/unknown-key', key: given, known }) : ok(key);
}

/** A value is what the setting accepts of it: the text itself, the number it writes, or null. */
export function readChange(given: string, words: string): Result<Partial<Settings>> {
  const key = readKey(given);
  if (!key.ok) return key;
  const { accepts, expected } = SETTING_RULES[key.value];
  const readings = [
    words,
    words === '' ? Number.NaN : Number(words),
    words === 'null' ? null : words,
  ];
  const value = readings.find(accepts);
  if (value === undefined) {
    return fail({ code: 'settings/invalid', key: given, value: words, expected });
  }
  return ok({ [key.value]: value });
}
