import { fail, ok, type Result } from '../../app/errors.ts';
import type { MeterWish } from './measure-server.ts';
import { recogniseServer, type ServerFacts } from './recognise.ts';
import { listError } from './refusal-error.ts';
import { findTarget } from './target.ts';

/** Somebody waits for the list while they fill in a form. */
const TIMEOUT_SECONDS = 10;

/** What a server tells of itself, with the address it was found at. Fails with a `meter/…` code. */
export async function serverFacts({
  url,
  apiKey,
  allowPublic,
}: Pick<MeterWish, 'url' | 'apiKey' | 'allowPublic'>): Promise<
  Result<ServerFacts & { readonly url: string }>
> {
  const found = await findTarget(url, allowPublic);
  if (!found.ok) return found;
  const { signal } = new AbortController();
  const connection = { target: found.value, apiKey, timeoutSeconds: TIMEOUT_SECONDS, signal };
  const { href } = found.value.base;
  const recognised = await recogniseServer(connection);
  return recognised.ok
    ? ok({ url: href, ...recognised.value })
    : fail(listError(href, recognised.refusal));
}
