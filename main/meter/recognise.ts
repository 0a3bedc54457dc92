import { z } from 'zod';
import { type Asked, ask, type Connection, readJson } from './ask.ts';
import { plainText } from './plain-text.ts';

/** What a server tells of itself. */
export interface ServerFacts {
  readonly models: readonly string[];
  readonly software: string | null;
  readonly version: string | null;
}

const modelList = z.object({
  data: z.array(z.object({ id: z.string(), owned_by: z.string().nullish() })).max(100_000),
});

/** How servers are known: who owns their models, or by where they tell their version. */
const KINDS = [
  { software: 'llama.cpp', owner: 'llamacpp', path: '/props', field: 'build_info' },
  { software: 'vLLM', owner: 'vllm', path: '/version', field: 'version' },
  { software: 'Ollama', owner: 'library', path: '/api/version', field: 'version' },
] as const;

/**
 * Asks for the models and for what serves them.
 * @returns the refusal of the list; `malformed` where there is something else in its place
 * @throws Stopped
 */
export async function recogniseServer(connection: Connection): Promise<Asked<ServerFacts>> {
  const asked = await ask(connection, '/models', undefined, readJson);
  if (!asked.ok) return asked;
  const { json, server } = asked.value;
  const listed = modelList.safeParse(json);
  if (!listed.success) return { ok: false, refusal: { failure: 'malformed', said: '' } };
  const owners = new Set(listed.data.data.map(({ owned_by }) => owned_by));
  const models = listed.data.data.map(({ id }) => id).filter((id) => id === plainText(id));
  const kind = KINDS.find(({ owner }) => owners.has(owner));
  if (kind === undefined) {
    return { ok: true, value: { models, software: plainText(server) || null, version: null } };
  }
  const { software, path, field } = kind;
  const version = await toldAt(connection, path, field);
  return { ok: true, value: { models, software, version } };
}

/** A text that the server shows beside its interface; null where it does not. */
async function toldAt(connection: Connection, path: string, field: string): Promise<string | null> {
  const root = new URL(connection.target.base);
  root.pathname = root.pathname.replace(/\/v\d+$/, '') + path;
  const asked = await ask(connection, root, undefined, readJson);
  const told = asked.ok ? (asked.value.json as Readonly<Record<string, unknown>>)[field] : null;
  return typeof told === 'string' ? plainText(told) : null;
}
