import type { Command } from 'commander';
import { ok } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { measurementsTable, measurementText } from './measurement-text.ts';
import type { DeclareCommand } from './verb.ts';

export const declareMeasurements: DeclareCommand = (program, runner, words) => {
  program
    .command('measurements')
    .description(text(words, 'cli.help.measurements'))
    .action((_: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const listed = await client.request('measurements.list', null);
        if (!listed.ok) return listed;
        const measurements = listed.value;
        return ok({
          json: { measurements },
          text:
            measurements.length === 0
              ? text(language, 'cli.no-measurements')
              : measurementsTable(measurements, language),
        });
      }),
    );
};

export const declareMeasurement: DeclareCommand = (program, runner, words) => {
  program
    .command('measurement')
    .description(text(words, 'cli.help.measurement-verb'))
    .argument('<name>', text(words, 'cli.help.measurement'))
    .action((measurement: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const found = await client.request('measurements.get', { measurement });
        if (!found.ok) return found;
        const { value } = found;
        return ok({ json: { measurement: value }, text: measurementText(value, language) });
      }),
    );
};
