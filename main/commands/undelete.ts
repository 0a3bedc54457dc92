import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { DatasetId, MeasurementId, ModelId, RunId, ScenarioId } from '../../app/ids.ts';
import { text } from '../../app/text.ts';
import { type NamedKind, readKind } from './named-kinds.ts';
import { runJson } from './run-json.ts';
import type { DeclareCommand } from './verb.ts';

export const declareUndelete: DeclareCommand = (program, runner, words) => {
  program
    .command('undelete')
    .description(text(words, 'cli.help.undelete'))
    .argument('<kind>', text(words, 'cli.help.kind'))
    .argument('<id>', text(words, 'cli.help.deleted-id'))
    .action((given: string, id: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const kind = readKind(given);
        if (!kind.ok) return kind;
        const back = await UNDELETE[kind.value](client, id);
        if (!back.ok) return back;
        const { name, shown } = back.value;
        return ok({
          json: { [kind.value]: shown },
          text: text(language, 'cli.undeleted', { name }),
        });
      }),
    );
};

/** What came back, by name and as it is printed. */
type Undelete = (
  client: HostClient,
  id: string,
) => Promise<Result<{ readonly name: string; readonly shown: object }>>;

const UNDELETE: Readonly<Record<NamedKind, Undelete>> = {
  dataset: async (client, id) =>
    named(await client.request('datasets.undelete', { dataset: id as DatasetId })),
  model: async (client, id) =>
    named(await client.request('models.undelete', { id: id as ModelId })),
  async run(client, id) {
    const back = await client.request('runs.undelete', { run: id as RunId });
    return back.ok ? ok({ name: back.value.name, shown: runJson(back.value, null) }) : back;
  },
  measurement: async (client, id) =>
    named(await client.request('measurements.undelete', { measurement: id as MeasurementId })),
  async scenario(client, id) {
    const back = await client.request('scenarios.undelete', { id: id as ScenarioId });
    return back.ok ? ok({ name: back.value.scenario.name, shown: back.value }) : back;
  },
  async market(client, id) {
    const back = await client.request('market.undelete', { id: id as ScenarioId });
    return back.ok ? ok({ name: back.value.scenario.name, shown: back.value }) : back;
  },
};

function named(back: Result<{ readonly name: string }>) {
  return back.ok ? ok({ name: back.value.name, shown: back.value }) : back;
}
