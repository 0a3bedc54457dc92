import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { StoredModel } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { choiceOf } from './option-values.ts';

/** What `delete` and `rename` work on. */
export const NAMED_KINDS = [
  'dataset',
  'model',
  'run',
  'measurement',
  'scenario',
  'market',
] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

export function readKind(given: string): Result<NamedKind> {
  return choiceOf('KIND', given, NAMED_KINDS);
}

/** A saved model by id or name. */
export async function findModel(client: HostClient, name: string): Promise<Result<StoredModel>> {
  const listed = await client.request('models.list', null);
  if (!listed.ok) return listed;
  const model = listed.value.find((stored) => stored.id === name || stored.name === name);
  return model === undefined ? fail({ code: 'model/not-found', model: name }) : ok(model);
}
