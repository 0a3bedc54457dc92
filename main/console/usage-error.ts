import type { CommanderError } from 'commander';
import type { AppError } from '../../app/errors.ts';
import type { UsageProblem } from '../../app/failures/host-errors.ts';
import { bareName, nearestName } from '../../app/nearest-name.ts';
import { EARLY_STOPPING_FIELDS, PLAN_FIELDS } from '../../app/training/plan-fields.ts';

const PROBLEMS: Readonly<Record<string, UsageProblem>> = {
  'commander.help': 'command-missing',
  'commander.unknownCommand': 'command-unknown',
  'commander.unknownOption': 'option-unknown',
  'commander.missingMandatoryOptionValue': 'option-missing',
  'commander.optionMissingArgument': 'option-value-missing',
  'commander.missingArgument': 'argument-missing',
  'commander.excessArguments': 'arguments-excess',
  'commander.invalidArgument': 'value-invalid',
};

/** What was given, for advice on what was meant. */
export interface GivenCommand {
  readonly words: readonly string[];
  /** Whether fields of a plan may be set. */
  readonly takesPlan: boolean;
  /** Options of the command, and commands that there are, by what they are called. */
  readonly known: Readonly<Record<'options' | 'commands', readonly string[]>>;
}

/** What a name means that is not there, where something like it is. */
const MISSPELT = {
  'option-unknown': { problem: 'option-misspelt', of: 'options' },
  'command-unknown': { problem: 'command-misspelt', of: 'commands' },
} as const;

/** What Commander refused, as a failure that can be said in both languages. */
export function usageError({ code, message }: CommanderError, given: GivenCommand): AppError {
  const problem = PROBLEMS[code];
  if (problem === undefined) throw new Error(`Commander ended with ${code}: ${message}`);
  const quoted = [...message.matchAll(/'([^']*)'/g)].map(([, part]) => part ?? '');
  if (problem === 'option-unknown' || problem === 'command-unknown') {
    return unknownName(problem, quoted[0] ?? '', given);
  }
  const choices = /Allowed choices are (.*)\.$/.exec(message)?.[1]?.replaceAll(', ', ' | ');
  return {
    code: 'usage/invalid',
    problem,
    // Of a value it names the option first: `option '--lang <language>' argument 'fr' is invalid`.
    subject: quoted.join(' '),
    expected: choices ?? null,
  };
}

/** A setting of a plan by its very name, an option or a command that is called alike, or a setting that is. */
function unknownName(
  problem: keyof typeof MISSPELT,
  written: string,
  given: GivenCommand,
): AppError {
  const subject = written.replace(/=.*/s, '');
  const { problem: misspelt, of } = MISSPELT[problem];
  const takesPlan = problem === 'option-unknown' && given.takesPlan;
  const names = takesPlan ? SETTINGS.map(({ name }) => name) : [];
  const exact = names.find((name) => bareName(name) === bareName(subject)) ?? null;
  const similar = exact === null ? nearestName(subject, given.known[of]) : null;
  if (similar !== null) {
    return { code: 'usage/invalid', problem: misspelt, subject, expected: similar };
  }
  const setting = exact ?? nearestName(subject, names);
  return setting === null
    ? { code: 'usage/invalid', problem, subject, expected: null }
    : {
        ...{ code: 'usage/invalid', problem: 'option-of-plan', subject },
        expected: settingText(setting, written, given),
      };
}

/** Settings of a plan, as somebody may write them who takes them for options. */
const SETTINGS: readonly { readonly name: string; readonly key: string }[] = [
  ...Object.keys(EARLY_STOPPING_FIELDS).map((name) => ({ name, key: `earlyStopping.${name}` })),
  ...['loss', 'schedule', 'augmentation', 'earlyStopping', ...Object.keys(PLAN_FIELDS)].map(
    (name) => ({ name, key: name }),
  ),
];

/** `--set` with its value. */
function settingText(setting: string, option: string, { words }: GivenCommand): string {
  const key = SETTINGS.find(({ name }) => name === setting)?.key ?? setting;
  const [, written] = option.split(/=(.*)/s);
  const next = words[words.indexOf(option) + 1];
  const value = written ?? (next?.startsWith('-') ? undefined : next);
  return `--set ${key}=${value ?? '…'}`;
}
