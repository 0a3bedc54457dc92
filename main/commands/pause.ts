import type { Command } from 'commander';
import { text } from '../../app/text.ts';
import { isActive } from '../../app/training/run-status.ts';
import { answerRun } from './answer-run.ts';
import { steerRun } from './steer-run.ts';
import type { DeclareCommand } from './verb.ts';

export const declarePause: DeclareCommand = (program, runner, words) => {
  program
    .command('pause')
    .description(text(words, 'cli.help.pause'))
    .argument('<run>', text(words, 'cli.help.run'))
    .action((run: string, _: object, command: Command) =>
      runner.onHost(command, async (context) => {
        const reached = await steerRun(
          context,
          'runs.pause',
          run,
          (status) => status === 'paused' || !isActive(status),
        );
        return answerRun(context, reached);
      }),
    );
};
