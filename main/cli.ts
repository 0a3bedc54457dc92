import { Command, CommanderError, Option } from 'commander';
import type { AppError } from '../app/errors.ts';
import { LANGUAGES, type Language } from '../app/language.ts';
import { text } from '../app/text.ts';
import { COMMANDS } from './commands/commands.ts';
import type { Runner } from './commands/verb.ts';
import { helpLayout } from './console/help.ts';
import { systemLanguage } from './console/language.ts';
import { exitCodeOf, Output } from './console/output.ts';
import { type GivenCommand, usageError } from './console/usage-error.ts';
import { bugLog } from './home/bug-log.ts';
import { resolveHome } from './home/resolve-home.ts';
import { findProduct } from './product.ts';

/** The command line: declares the verbs; the workbench is loaded only once one of them runs. */
async function main(options: readonly string[]): Promise<number> {
  const product = findProduct();
  const words = helpLanguage(options);
  let exitCode = 0;
  const ended = async (running: Promise<number>) => {
    exitCode = await running;
  };
  const runner: Runner = {
    onHost: async (command, verb) => {
      const { runOnHost } = await import('./console/run-verb.ts');
      await ended(runOnHost(product, command, verb));
    },
    onFolder: async (command, verb) => {
      const { runOnFolder } = await import('./console/run-verb.ts');
      await ended(runOnFolder(command, verb));
    },
    asServer: async (command, wish) => {
      const { runAsServer } = await import('./console/run-verb.ts');
      await ended(runAsServer(product, command, wish));
    },
  };
  const program = declareProgram(product.version, words);
  for (const declare of COMMANDS) declare(program, runner, words);
  try {
    await program.parseAsync(options, { from: 'user' });
    return exitCode;
  } catch (cause) {
    const json = options.includes('--json');
    if (cause instanceof CommanderError) {
      const verb = program.commands.find((each) => options.includes(each.name()));
      const takesPlan = verb?.options.some(({ long }) => long === '--set') ?? false;
      const known = {
        options: [program, verb, ...(verb?.commands ?? [])].flatMap(longOptions),
        commands: program.commands.map((each) => each.name()),
      };
      return refuseUsage(cause, { words: options, takesPlan, known }, json, words);
    }
    const { home } = program.opts<{ readonly home?: string }>();
    const logId = bugLog(resolveHome(home))(cause);
    return refuse({ code: 'internal/bug', logId }, json, words);
  }
}

function declareProgram(version: string, words: Language): Command {
  return (
    new Command('hearth')
      .description(text(words, 'app.tagline'))
      .version(version, '--version', text(words, 'cli.help.version'))
      .helpOption('-h, --help', text(words, 'cli.help.help'))
      .helpCommand(false)
      .option('--home <folder>', text(words, 'cli.help.home'))
      .option('--json', text(words, 'cli.help.json'))
      .addOption(new Option('--lang <language>', text(words, 'cli.help.lang')).choices(LANGUAGES))
      .configureHelp(helpLayout(words))
      // Refusals are worded by this program, in the user's language.
      .configureOutput({ outputError: () => {} })
      .showSuggestionAfterError(false)
      .exitOverride()
  );
}

/** Options of a command itself. */
function longOptions(command: Command | undefined): readonly string[] {
  return command?.options.flatMap(({ long }) => long ?? []) ?? [];
}

/** Help is worded before any home is opened, so its setting cannot be asked. */
function helpLanguage(options: readonly string[]): Language {
  const given = options.find((option, index) => {
    return option.startsWith('--lang=') || options[index - 1] === '--lang';
  });
  const chosen = given?.replace('--lang=', '');
  return LANGUAGES.find((language) => language === chosen) ?? systemLanguage();
}

/** Help and version end Commander too, and are no failures. */
function refuseUsage(
  cause: CommanderError,
  given: GivenCommand,
  json: boolean,
  words: Language,
): number {
  return cause.exitCode === 0 ? 0 : refuse(usageError(cause, given), json, words);
}

function refuse(error: AppError, json: boolean, words: Language): number {
  new Output(json).error(error, words);
  return exitCodeOf(error);
}

const exitCode = await main(process.argv.slice(2));
// Whatever still waits in this process, such as an import given up by Ctrl-C, ends with it.
process.stdout.write('', () => process.exit(exitCode));
