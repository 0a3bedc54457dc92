import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { wantedCurrency } from '../../app/cost/money.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import type { Settings } from '../../app/settings.ts';
import { text } from '../../app/text.ts';
import { textPairs } from '../console/table.ts';
import { hanging } from '../console/wrap.ts';
import { SETTING_RULES } from '../store/settings-rules.ts';
import { type Amounts, amountsHere } from './amounts.ts';
import type { DeclareCommand, Runner, VerbContext } from './verb.ts';

type Key = keyof Settings;

/** Not stored as a setting but as one's own figure in a sheet; set here because it is looked for here. */
const RATE = 'usdRate';
const RATES = { sheet: 'exchange_rates', column: 'local_per_usd' } as const;
/** Settings that what amounts are shown in follows from. */
const MONEY_KEYS: readonly string[] = ['tariffRegion', 'currency', RATE];

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
  return runner.onHost(command, async ({ client, language }) => {
    const read = await client.request('settings.get', null);
    if (!read.ok) return read;
    const { money, rate } = await amountsHere(client, language);
    const pairs = Object.entries(read.value).map(([key, value]) => [key, String(value)] as const);
    return ok({
      json: { settings: read.value, money },
      text: [textPairs(pairs), ...(rate === null ? [] : [hanging('', 0, rate)])].join('\n\n'),
    });
  });
}

function showOne(runner: Runner, command: Command, given: string): Promise<void> {
  return runner.onHost(command, async ({ client, language }) => {
    if (given === RATE) {
      const { money } = await amountsHere(client, language);
      const value = money.gap === null ? money.perUsd : null;
      return ok({ json: { key: given, value }, text: String(value) });
    }
    const key = readKey(given);
    if (!key.ok) return key;
    const read = await client.request('settings.get', null);
    if (!read.ok) return read;
    const value = read.value[key.value];
    return ok({ json: { key: key.value, value }, text: String(value) });
  });
}

function change(runner: Runner, command: Command, given: string, words: string): Promise<void> {
  return runner.onHost(command, async (context) => {
    const { client, language } = context;
    const written =
      given === RATE ? await writeRate(context, words) : await writeSetting(client, given, words);
    if (!written.ok) return written;
    const settings = written.value;
    const amounts = await amountsHere(client, language);
    const told = MONEY_KEYS.includes(given) ? moneyLines(given, settings, amounts, language) : [];
    return ok({
      json: { settings, money: amounts.money },
      text: [`${given}  ${words}`, ...told].join('\n'),
    });
  });
}

async function writeSetting(
  client: HostClient,
  given: string,
  words: string,
): Promise<Result<Settings>> {
  const changes = readChange(given, words);
  return changes.ok ? client.request('settings.set', { changes: changes.value }) : changes;
}

/** A rate of one's own is kept in the sheet of exchange rates, dated; `null` takes it back. */
async function writeRate(
  { client, language }: VerbContext,
  words: string,
): Promise<Result<Settings>> {
  const { money } = await amountsHere(client, language);
  const currency = wantedCurrency(money);
  if (currency === null || currency === 'USD') return fail({ code: 'settings/dollar-rate' });
  const own = words === 'null' ? await ownRate(client, currency) : null;
  const done =
    own === null
      ? await client.request('prices.set', { ...RATES, row: currency, value: words, note: '' })
      : own.ok
        ? await client.request('prices.undo', { change: own.value })
        : own;
  if (done.ok) return client.request('settings.get', null);
  const { error } = done;
  return error.code === 'prices/figure-invalid'
    ? fail({ code: 'settings/invalid', key: RATE, value: words, expected: error.expected })
    : done;
}

/** The change that made a rate the user's own. */
async function ownRate(client: HostClient, currency: string): Promise<Result<number>> {
  const { sheet, column } = RATES;
  const listed = await client.request('prices.list', { sheet, filter: null, staleOnly: false });
  if (!listed.ok) return listed;
  const row = listed.value.rows.find(({ key }) => key === currency);
  const own = row?.own.find((figure) => figure.column === column);
  return own === undefined ? fail({ code: 'prices/nothing-to-undo' }) : ok(own.change);
}

/** What amounts are shown in from now on, and what is missing for it. */
function moneyLines(
  key: string,
  { currency, tariffRegion }: Settings,
  { money, rate }: Amounts,
  language: Language,
): readonly string[] {
  const { gap } = money;
  const stays = key === 'tariffRegion' && tariffRegion !== null && currency !== null;
  return [
    ...(stays ? [text(language, 'cli.settings.currency-stays', { currency })] : []),
    rate ?? text(language, 'cli.settings.in-dollars'),
    ...(gap?.kind === 'rate'
      ? [text(language, 'cli.settings.rate-how', { currency: gap.currency })]
      : []),
  ].map((line) => hanging('', 0, line));
}

function readKey(given: string): Result<Key> {
  const known = Object.keys(SETTING_RULES) as Key[];
  const key = known.find((candidate) => candidate === given);
  return key === undefined
    ? fail({ code: 'settings/unknown-key', key: given, known: [...known, RATE] })
    : ok(key);
}

/** A value is what the setting accepts of it: null, the text itself, or the number it writes. */
export function readChange(given: string, words: string): Result<Partial<Settings>> {
  const key = readKey(given);
  if (!key.ok) return key;
  const { accepts, expected } = SETTING_RULES[key.value];
  const readings = [
    words === 'null' ? null : words,
    words,
    words === '' ? Number.NaN : Number(words),
  ];
  const value = readings.find(accepts);
  if (value === undefined) {
    return fail({ code: 'settings/invalid', key: given, value: words, expected });
  }
  return ok({ [key.value]: value });
}
