import type { CommanderError } from 'commander';
import type { AppError } from '../../app/errors.ts';
import type { UsageProblem } from '../../app/failures/host-errors.ts';
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
}

/** What a name means that is not there, where something like it is. */
const MISSPELT: { readonly [Problem in UsageProblem]?: UsageProblem } = {
  'option-unknown': 'option-misspelt',
  'command-unknown': 'command-misspelt',
};

/** What Commander refused, as a failure that can be said in both languages. */
export function usageError({ code, message }: CommanderError, given: GivenCommand): AppError {
  const problem = PROBLEMS[code];
  if (problem === undefined) throw new Error(`Commander ended with ${code}: ${message}`);
  const quoted = [...message.matchAll(/'([^']*)'/g)].map(([, part]) => part ?? '');
  const setting = problem === 'option-unknown' ? settingMeant(quoted[0] ?? '', given) : null;
  if (setting !== null) {
    const subject = quoted[0]?.replace(/=.*/s, '') ?? '';
    return { code: 'usage/invalid', problem: 'option-of-plan', subject, expected: setting };
  }
  const similar = /\(Did you mean (?:one of )?(.*)\?\)$/.exec(message)?.[1];
  const misspelt = MISSPELT[problem];
  if (similar !== undefined && misspelt !== undefined) {
    const expected = similar.replaceAll(', ', ' | ');
    return { code: 'usage/invalid', problem: misspelt, subject: quoted.join(' '), expected };
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

/** Settings of a plan by their names without case and signs, as somebody may write them who takes them for options. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ...Object.keys(EARLY_STOPPING_FIELDS).map((field): [string, string] => [
    bare(field),
    `earlyStopping.${field}`,
  ]),
  ...['loss', 'schedule', 'augmentation', ...Object.keys(PLAN_FIELDS)].map(
    (field): [string, string] => [bare(field), field],
  ),
]);

function bare(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** `--set` with its value, where an option is called as a setting of a plan is. */
function settingMeant(option: string, { words, takesPlan }: GivenCommand): string | null {
  const [name = '', written] = option.split(/=(.*)/s);
  const key = takesPlan ? SETTINGS.get(bare(name)) : undefined;
  if (key === undefined) return null;
  const next = words[words.indexOf(option) + 1];
  const value = written ?? (next?.startsWith('-') ? undefined : next);
  return `--set ${key}=${value ?? '…'}`;
}
