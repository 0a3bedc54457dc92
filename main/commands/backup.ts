import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fail, ok, type Result } from '../../app/errors.ts';
import { formatBytes } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { homeFolders } from '../home/home-folders.ts';
import type { Answer, DeclareCommand } from './verb.ts';

export const declareBackup: DeclareCommand = (program, runner, words) => {
  program
    .command('backup')
    .description(text(words, 'cli.help.backup'))
    .argument('<file>', text(words, 'cli.help.backup-file'))
    .action((file: string, _: object, command: Command) =>
      runner.onFolder(command, (home, language) => backup(home, resolve(file), language)),
    );
};

/** SQLite copies a database that another process works on, so a running host is no hindrance. */
async function backup(home: string, file: string, language: Language): Promise<Result<Answer>> {
  const { store } = homeFolders(home);
  if (!existsSync(store)) return fail({ code: 'file/not-found', path: store });
  const { backupFile } = await import('../store/backup.ts');
  const written = await backupFile(store, file);
  if (!written.ok) return written;
  const sizeBytes = statSync(file).size;
  return ok({
    json: { backup: { file, sizeBytes } },
    text: text(language, 'cli.backed-up', { file, size: formatBytes(sizeBytes, language) }),
  });
}
