import type { CommanderError } from 'commander';
import type { AppError } from '../../app/errors.ts';
import type { UsageProblem } from '../../app/failures/host-errors.ts';

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

/** What Commander refused, as a failure that can be said in both languages. */
export function usageError({ code, message }: CommanderError): AppError {
  const problem = PROBLEMS[code];
  if (problem === undefined) throw new Error(`Commander ended with ${code}: ${message}`);
  const quoted = [...message.matchAll(/'([^']*)'/g)].map(([, part]) => part ?? '');
  const choices = /Allowed choices are (.*)\.$/.exec(message)?.[1]?.replaceAll(', ', ' | ');
  return {
    code: 'usage/invalid',
    problem,
    // Of a value it names the option first: `option '--lang <language>' argument 'fr' is invalid`.
    subject: quoted.join(' '),
    expected: choices ?? null,
  };
}
