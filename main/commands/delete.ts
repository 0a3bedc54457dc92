import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { findModel, type NamedKind, readKind } from './named-kinds.ts';
import type { DeclareCommand } from './verb.ts';

export const declareDelete: DeclareCommand = (program, runner, words) => {
  program
    .command('delete')
    .description(text(words, 'cli.help.delete'))
    .argument('<kind>', text(words, 'cli.help.kind'))
    .argument('<name>', text(words, 'cli.help.name'))
    .action((given: string, name: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const kind = readKind(given);
        if (!kind.ok) return kind;
        const deleted = await DELETE[kind.value](client, name);
        if (!deleted.ok) return deleted;
        const { id, name: known } = deleted.value;
        return ok({
          json: { deleted: { kind: kind.value, id, name: known } },
          text: text(language, 'cli.deleted', { name: known, kind: kind.value, id }),
        });
      }),
    );
};

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Each finds the thing first, so that the answer has its id, by which it can be taken back. */
const DELETE: Readonly<
  Record<NamedKind, (client: HostClient, name: string) => Promise<Result<Named>>>
> = {
  async dataset(client, name) {
    const found = await client.request('datasets.get', { dataset: name });
    if (!found.ok) return found;
    const deleted = await client.request('datasets.delete', { dataset: found.value.id });
    return deleted.ok ? found : deleted;
  },
  async model(client, name) {
    const found = await findModel(client, name);
    if (!found.ok) return found;
    const deleted = await client.request('models.delete', { id: found.value.id });
    return deleted.ok ? found : deleted;
  },
  async run(client, name) {
    const found = await client.request('runs.get', { run: name });
    if (!found.ok) return found;
    const { run } = found.value;
    const deleted = await client.request('runs.delete', { run: run.id });
    return deleted.ok ? ok(run) : deleted;
  },
  async measurement(client, name) {
    const found = await client.request('measurements.get', { measurement: name });
    if (!found.ok) return found;
    const { id } = found.value;
    const deleted = await client.request('measurements.delete', { measurement: id });
    return deleted.ok ? found : deleted;
  },
  async scenario(client, name) {
    const found = await client.request('scenarios.get', { scenario: name });
    if (!found.ok) return found;
    const { id, scenario } = found.value;
    const deleted = await client.request('scenarios.delete', { id });
    return deleted.ok ? ok({ id, name: scenario.name }) : deleted;
  },
  async market(client, name) {
    const found = await client.request('market.get', { scenario: name });
    if (!found.ok) return found;
    const { id, scenario } = found.value;
    const deleted = await client.request('market.delete', { id });
    return deleted.ok ? ok({ id, name: scenario.name }) : deleted;
  },
};
