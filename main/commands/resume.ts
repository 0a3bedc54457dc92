import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { followRuns } from './follow-runs.ts';
import { wholeNumber } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

const MAX_EPOCHS = 1_000_000;

interface ResumeOptions {
  readonly epochs?: string;
  readonly engine?: string;
  readonly device?: string;
}

export const declareResume: DeclareCommand = (program, runner, words) => {
  program
    .command('resume')
    .description(text(words, 'cli.help.resume'))
    .argument('<run>', text(words, 'cli.help.run'))
    .option('--epochs <n>', text(words, 'cli.help.resume-epochs'))
    .option('--engine <engine>', text(words, 'cli.help.resume-engine'))
    .option('--device <card>', text(words, 'cli.help.device'))
    .action((run: string, options: ResumeOptions, command: Command) =>
      runner.onHost(command, (context) =>
        followRuns(context, () => resume(context.client, run, options)),
      ),
    );
};

/** A paused run has its engine still: it goes on; one at rest starts from its last checkpoint. */
async function resume(
  client: HostClient,
  run: string,
  { epochs, engine, device }: ResumeOptions,
): Promise<Result<readonly RunSummary[]>> {
  const total = epochs === undefined ? ok(null) : wholeNumber('--epochs', epochs, MAX_EPOCHS);
  if (!total.ok) return total;
  const found = await client.request('runs.get', { run });
  if (!found.ok) return found;
  const { id, status } = found.value.run;
  const going =
    status === 'paused'
      ? await client.request('runs.continue', { run: id })
      : await client.request('runs.resume', { run: id, epochs: total.value, engine, device });
  return going.ok ? ok([going.value]) : going;
}
