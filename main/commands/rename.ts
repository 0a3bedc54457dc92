import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { findModel, type NamedKind, readKind } from './named-kinds.ts';
import { runJson } from './run-json.ts';
import type { DeclareCommand } from './verb.ts';

export const declareRename: DeclareCommand = (program, runner, words) => {
  program
    .command('rename')
    .description(text(words, 'cli.help.rename'))
    .argument('<kind>', text(words, 'cli.help.kind'))
    .argument('<name>', text(words, 'cli.help.name'))
    .argument('<new>', text(words, 'cli.help.new-name'))
    .action((given: string, name: string, newName: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const kind = readKind(given);
        if (!kind.ok) return kind;
        const renamed = await RENAME[kind.value](client, name, newName);
        if (!renamed.ok) return renamed;
        const words = text(language, 'cli.renamed', { name, newName });
        return ok({ json: { [kind.value]: renamed.value }, text: words });
      }),
    );
};

type Rename = (client: HostClient, name: string, newName: string) => Promise<Result<unknown>>;

const RENAME: Readonly<Record<NamedKind, Rename>> = {
  dataset: (client, dataset, name) => client.request('datasets.rename', { dataset, name }),
  async model(client, model, name) {
    const found = await findModel(client, model);
    return found.ok ? client.request('models.rename', { id: found.value.id, name }) : found;
  },
  async run(client, run, name) {
    const renamed = await client.request('runs.rename', { run, name });
    return renamed.ok ? ok(runJson(renamed.value, null)) : renamed;
  },
  measurement: (client, measurement, name) =>
    client.request('measurements.rename', { measurement, name }),
  async scenario(client, scenario, name) {
    const found = await client.request('scenarios.get', { scenario });
    if (!found.ok) return found;
    const { id, scenario: kept } = found.value;
    return client.request('scenarios.save', { id, scenario: { ...kept, name } });
  },
  async market(client, scenario, name) {
    const found = await client.request('market.get', { scenario });
    if (!found.ok) return found;
    const { id, scenario: kept } = found.value;
    return client.request('market.save', { id, scenario: { ...kept, name } });
  },
};
