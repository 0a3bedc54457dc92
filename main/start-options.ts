import { parseArgs } from 'node:util';
import { type AppError, fail, ok, type Result } from '../app/errors.ts';
import { wholeNumber } from './commands/option-values.ts';

/** What `npm start --` takes. */
interface StartOptions {
  readonly home: string | undefined;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly opensBrowser: boolean;
  /** The page in a browser, even where a window could be opened. */
  readonly web: boolean;
  readonly help: boolean;
}

const MOST_PORT = 65_535;

/** @returns `usage/invalid` with the first word that is no option, or has no value */
export function readStartOptions(words: readonly string[]): Result<StartOptions> {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        home: { type: 'string' },
        port: { type: 'string', default: '0' },
        open: { type: 'boolean', default: true },
        web: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowNegative: true,
    });
    const port = wholeNumber('--port', values.port, MOST_PORT);
    if (!port.ok) return port;
    const { home, open: opensBrowser, web, help } = values;
    return ok({ home, port: port.value, opensBrowser, web, help });
  } catch (cause) {
    const error = usageError(cause);
    if (error === null) throw cause;
    return fail(error);
  }
}

/** Node names the word in quotes at the start of what it says. */
function usageError(cause: unknown): AppError | null {
  if (!(cause instanceof Error && 'code' in cause)) return null;
  const subject = /'([^']+)'/.exec(cause.message)?.[1]?.split(' ')[0] ?? '';
  const given = { code: 'usage/invalid', subject, expected: null } as const;
  switch (cause.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return { ...given, problem: 'option-unknown' };
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return { ...given, problem: 'option-value-missing' };
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return { ...given, problem: 'arguments-excess' };
    default:
      return null;
  }
}
