import type { Command } from 'commander';
import type { RuntimeReport } from '../../app/contract/requests.ts';
import { errorText } from '../../app/error-text.ts';
import { ok } from '../../app/errors.ts';
import { formatBytes, formatNumber, formatRate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { textPairs, textTable } from '../console/table.ts';
import type { DeclareCommand } from './verb.ts';

export const declareDoctor: DeclareCommand = (program, runner, words) => {
  program
    .command('doctor')
    .description(text(words, 'cli.help.doctor'))
    .option('--no-measure', text(words, 'cli.help.no-measure'))
    .action(({ measure }: { readonly measure: boolean }, command: Command) =>
      runner.onHost(command, async ({ client, language, progress }) => {
        if (measure) progress(null, text(language, 'cli.measuring'));
        const read = await client.request('doctor.report', { measure });
        if (!read.ok) return read;
        const { runtimes, machine, chosen } = read.value;
        const table = textTable(
          [
            { title: text(language, 'cli.engine'), value: ({ id }: RuntimeReport) => id },
            {
              title: text(language, 'cli.status'),
              value: ({ status }) => text(language, `runtime-status.${status}`),
            },
            {
              title: text(language, 'cli.speed'),
              value: ({ samplesPerSecond }) =>
                samplesPerSecond === undefined ? '' : formatRate(samplesPerSecond, language),
              isNumber: true,
            },
            {
              title: text(language, 'cli.reason'),
              value: (runtime) => reasonText(runtime, machine.gpu, language),
            },
          ],
          runtimes,
        );
        const facts = textPairs([
          [text(language, 'cli.machine'), `${machine.cpuModel} × ${machine.cpuCores}`],
          [text(language, 'cli.memory'), formatBytes(machine.memoryBytes, language)],
          [text(language, 'cli.gpu'), machine.gpu],
          [
            text(language, 'cli.gemm'),
            machine.gemmGflops === null
              ? null
              : `${formatNumber(machine.gemmGflops, language, 3)} GFLOP/s`,
          ],
          [text(language, 'cli.chosen'), chosen],
        ]);
        return ok({ json: read.value, text: `${facts}\n\n${table}` });
      }),
    );
};

/** Why an engine is used or not, and what to do. */
function reasonText(
  { code, error }: RuntimeReport,
  gpu: string | null,
  language: Language,
): string {
  if (code === 'ready') return text(language, 'doctor.reason.ready');
  const why = text(language, `doctor.reason.${code}`, {
    gpu: gpu ?? 'GPU',
    error: error === undefined ? '' : errorText(error, language),
  });
  const repair = text(language, `doctor.repair.${code}`);
  return language === 'zh' ? why + repair : `${why} ${repair}`;
}
