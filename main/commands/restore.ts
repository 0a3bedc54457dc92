import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { homeFolders } from '../home/home-folders.ts';
import { lockHome } from '../home/home-lock.ts';
import { prepareHome } from '../home/resolve-home.ts';
import type { Answer, DeclareCommand } from './verb.ts';

export const declareRestore: DeclareCommand = (program, runner, words) => {
  program
    .command('restore')
    .description(text(words, 'cli.help.restore'))
    .argument('<file>', text(words, 'cli.help.backup-file'))
    .action((file: string, _: object, command: Command) =>
      runner.onFolder(command, (home, language) => restore(home, resolve(file), language)),
    );
};

/** Only where no host runs: its database would be taken from under it. */
async function restore(home: string, file: string, language: Language): Promise<Result<Answer>> {
  const prepared = prepareHome(home);
  if (!prepared.ok) return prepared;
  const locked = lockHome(prepared.value);
  if (!locked.ok) return locked;
  try {
    const { restoreStore } = await import('../store/backup.ts');
    const restored = restoreStore(homeFolders(prepared.value).store, file, Date.now());
    if (!restored.ok) return restored;
    const { backup, replacedFile } = restored.value;
    return ok({
      json: { restored: restored.value },
      text:
        replacedFile === null
          ? text(language, 'cli.restored-anew', { backup })
          : text(language, 'cli.restored', { backup, replacedFile }),
    });
  } finally {
    locked.value.release();
  }
}
