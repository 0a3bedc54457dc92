import type { Command } from 'commander';
import { text } from '../../app/text.ts';
import { answerRun } from './answer-run.ts';
import type { DeclareCommand } from './verb.ts';

export const declareNote: DeclareCommand = (program, runner, words) => {
  program
    .command('note')
    .description(text(words, 'cli.help.note'))
    .argument('<run>', text(words, 'cli.help.run'))
    .argument('<text>', text(words, 'cli.help.note-text'))
    .action((run: string, note: string, _: object, command: Command) =>
      runner.onHost(command, async (context) =>
        answerRun(context, await context.client.request('runs.note', { run, note })),
      ),
    );
};
