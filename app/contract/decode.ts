import type { z } from 'zod';
import type { Scenario } from '../cost/decision/scenario.ts';
import type { ImportOptions, Recipe } from '../dataset/dataset.ts';
import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { MarketScenario } from '../market/scenario.ts';
import { nearestName } from '../nearest-name.ts';
import type { EventName, Events } from './events.ts';
import { expectedBy } from './expected-by.ts';
import { knownKeysAt } from './known-keys.ts';
import type { Params, Reply, RequestName } from './requests.ts';
import { appError } from './schemas/errors.ts';
import { EVENT_PAYLOADS } from './schemas/events.ts';
import { importOptions } from './schemas/import.ts';
import { marketScenario } from './schemas/market.ts';
import { modelSpec } from './schemas/model.ts';
import { recipe } from './schemas/recipe.ts';
import { REQUEST_PARAMS, REQUEST_RESULTS } from './schemas/requests.ts';
import { scenario } from './schemas/scenario.ts';

/** Whether a string names a request. */
export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(REQUEST_PARAMS, name);
}

/** Whether a string names an event. */
export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENT_PAYLOADS, name);
}

/**
 * A request as it arrived, checked.
 * Fails with `contract/unknown-request`, or with `contract/malformed` naming the request and the place.
 */
export function decodeRequest(
  name: string,
  params: unknown,
): Result<{ readonly name: RequestName; readonly params: Params<RequestName> }> {
  if (!isRequestName(name)) return fail({ code: 'contract/unknown-request', request: name });
  const decoded = decode<Params<RequestName>>(REQUEST_PARAMS[name], params, name);
  return decoded.ok ? ok({ name, params: decoded.value }) : decoded;
}

/** The plain result of a request, checked by the side that asked. Fails with `contract/malformed`. */
export function decodeReply<Name extends RequestName>(
  name: Name,
  reply: unknown,
): Result<Reply<Name>> {
  return decode(REQUEST_RESULTS[name] as unknown as z.ZodType<Reply<Name>>, reply, name);
}

/** The payload of an event, checked. Fails with `contract/malformed`. */
export function decodeEvent<Name extends EventName>(
  name: Name,
  payload: unknown,
): Result<Events[Name]> {
  return decode(EVENT_PAYLOADS[name] as unknown as z.ZodType<Events[Name]>, payload, name);
}

/** A failure that crossed a boundary; one that is malformed becomes `contract/malformed` itself. */
export function decodeError(error: unknown, request: string): AppError {
  const decoded = decode(appError, error, request);
  return decoded.ok ? decoded.value : decoded.error;
}

/** A model that a user wrote as JSON. Fails with `architecture/file-invalid` naming file and place. */
export function decodeModelFile(
  path: string,
  content: unknown,
): Result<z.output<typeof modelSpec>> {
  const parsed = modelSpec.safeParse(content);
  if (parsed.success) return ok(parsed.data);
  return fail({
    code: 'architecture/file-invalid',
    path,
    ...faultOf(parsed.error, modelSpec, content),
  });
}

/**
 * A recipe that a user wrote, as a choice about an import; a file without a version holds other choices.
 * Fails with `dataset/recipe-invalid` naming file and place.
 */
export function decodeRecipeFile(path: string, content: unknown): Result<ImportOptions> {
  if (typeof content === 'object' && content !== null && 'version' in content) {
    const decoded = decodeRecipe(path, content);
    return decoded.ok ? ok({ recipe: decoded.value }) : decoded;
  }
  const parsed = importOptions.safeParse(content);
  if (parsed.success) return ok(parsed.data as ImportOptions);
  return fail({
    code: 'dataset/recipe-invalid',
    path,
    ...faultOf(parsed.error, importOptions, content),
  });
}

/** A recipe that a user wrote. Fails with `dataset/recipe-invalid` naming file and place. */
export function decodeRecipe(path: string, content: unknown): Result<Recipe> {
  const parsed = recipe.safeParse(content);
  if (parsed.success) return ok(parsed.data);
  return fail({ code: 'dataset/recipe-invalid', path, ...faultOf(parsed.error, recipe, content) });
}

/** A market scenario that a user wrote as JSON. Fails with `market/scenario-invalid` naming the place. */
export function decodeMarketScenario(content: unknown): Result<MarketScenario> {
  const parsed = marketScenario.safeParse(content);
  if (parsed.success) return ok(parsed.data);
  const issue = deepestIssue(parsed.error.issues);
  const value = valueAt(content, issue?.path ?? []);
  return fail({
    code: 'market/scenario-invalid',
    ...faultOf(parsed.error, marketScenario, content),
    value,
  });
}

/** A scenario of a decision that a user wrote as JSON. Fails with `cost/scenario-invalid` naming the place. */
export function decodeScenario(path: string, content: unknown): Result<Scenario> {
  const parsed = scenario.safeParse(content);
  if (parsed.success) return ok(parsed.data);
  return fail({ code: 'cost/scenario-invalid', path, ...faultOf(parsed.error, scenario, content) });
}

/** The same from the text of a file; what is no JSON fails as a whole. */
export function decodeScenarioText(path: string, text: string): Result<Scenario> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return fail({ code: 'cost/scenario-invalid', path, place: '.', expected: 'JSON object' });
  }
  return decodeScenario(path, content);
}

/** What stands at a place, as JSON writes it. */
function valueAt(content: unknown, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    content,
  );
  const MAX_SHOWN = 80;
  return found === undefined ? '' : JSON.stringify(found).slice(0, MAX_SHOWN);
}

interface Fault {
  readonly place: string;
  readonly expected: string;
  readonly nearest?: string;
}

function faultOf({ issues }: z.ZodError, schema: z.ZodType, content: unknown): Fault {
  const issue = deepestIssue(issues);
  if (issue === undefined) throw new Error('Refused without an issue');
  const { path } = issue;
  const fault = { place: placeText(path), expected: expectedBy(issue) };
  if (issue.code !== 'unrecognized_keys') return fault;
  const meant = nearestName(String(path.at(-1)), knownKeysAt(schema, content, path.slice(0, -1)));
  return meant === null ? fault : { ...fault, nearest: meant };
}

function decode<T>(schema: z.ZodType<T>, value: unknown, request: string): Result<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = deepestIssue(parsed.error.issues);
  return fail({
    code: 'contract/malformed',
    request,
    place: placeText(issue?.path ?? []),
    problem: issue?.message ?? 'invalid',
  });
}

type Issue = z.core.$ZodIssue;

/** Of a union's failed branches, the one that got furthest names the place best. */
function deepestIssue(
  issues: readonly Issue[],
  base: readonly PropertyKey[] = [],
): Issue | undefined {
  const candidates = issues.flatMap((issue) => {
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const path = [...base, ...issue.path, ...unknownKey];
    const placed = { ...issue, path };
    if (issue.code !== 'invalid_union') return [placed];
    const inner = issue.errors.map((branch) => deepestIssue(branch, path));
    return [placed, ...inner.filter((found) => found !== undefined)];
  });
  return candidates.reduce<Issue | undefined>(
    (best, issue) => (best === undefined || tells(issue) > tells(best) ? issue : best),
    undefined,
  );
}

/** The further in, the more; of what is alike, a field that is not known, which may stand for one that is missing. */
function tells({ code, path }: Issue): number {
  return 2 * path.length + (code === 'unrecognized_keys' ? 1 : 0);
}

/** A path as JavaScript writes it: `model.layers[2].config`; `.` for the whole value. */
function placeText(path: readonly PropertyKey[]): string {
  const text = path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
  return text === '' ? '.' : text;
}
