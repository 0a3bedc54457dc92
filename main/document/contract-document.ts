import { z } from 'zod';
import { HYPERPARAMETERS } from '../../app/compiler/optimizers/settings.ts';
import { COMMAND_OUTPUTS, errorOutput } from '../../app/contract/schemas/commands.ts';
import { engineCommand, engineEvent } from '../../app/contract/schemas/engine.ts';
import { ERROR_FIELDS } from '../../app/contract/schemas/errors.ts';
import { EVENT_PAYLOADS } from '../../app/contract/schemas/events.ts';
import { REQUEST_PARAMS, REQUEST_RESULTS } from '../../app/contract/schemas/requests.ts';
import type { ErrorCode } from '../../app/errors.ts';
import { expectedText, type Fields } from '../../app/field.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { text } from '../../app/text.ts';
import { PLAN_FIELDS } from '../../app/training/plan-fields.ts';
import { PLAN_SECTIONS } from '../../app/training/plan-sections.ts';
import { DEFAULT_PLAN } from '../../app/training/run-plan.ts';
import {
  DEFAULT_SCHEDULES,
  SCHEDULE_FIELDS,
  SCHEDULE_KINDS,
} from '../../app/training/schedule-fields.ts';
import { SETTING_RULES } from '../store/settings-rules.ts';
import { fieldRows, type JsonSchema, typeText } from './schema-text.ts';

/**
 * `docs/contract.md`: everything that users script, write or store, worked out from the schemas that
 * check it. `npm run contract` writes it.
 */
export function contractDocument(): string {
  return `${[
    INTRODUCTION,
    commandsSection(),
    planSection(),
    settingsSection(),
    requestsSection(),
    eventsSection(),
    engineSection(),
    errorsSection(),
    typesSection(),
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `# The contract

Everything that scripts, pages and stored files rely on. This page is written by \`npm run contract\` from
the schemas in \`app/contract/schemas\`, which also check every message on arrival; a test fails when it
is stale.

How types are written: \`field?\` may be missing; \`{ [name]: number }\` is an object with any field names;
\`text\` is a JSON string, \`integer\` and \`number\` are JSON numbers (never NaN or infinite). Times are
ISO 8601 in UTC. Fractions are 0–1. Money is in US dollars. Steps and epochs count from 0; rows and
columns in errors count from 1, as in an editor. Further fields may be added to what Hearth answers;
none goes.`;

function commandsSection(): string {
  const rows = Object.entries(COMMAND_OUTPUTS).map(([verb, schema]) => {
    const json = jsonSchema(schema);
    return `| \`${verb}\` | ${tableCell(typeText(json))} | ${json.description ?? ''} |`;
  });
  return `## What the command line prints

\`hearth <command> [--home DIR] [--json] [--lang en|zh]\`. With \`--json\`, stdout is JSON only: one document
on one line, or JSON Lines for streams; words go to stderr. Exit codes: 0 done (also a run stopped by
\`hearth stop\`), 1 the input or the run is at fault, 2 wrong usage, 130 Ctrl-C.

| Command | JSON | |
|---|---|---|
${rows.join('\n')}

A failure is ${typeText(jsonSchema(errorOutput))}. \`code\` is what scripts rely on, \`message\` is always
English, \`where\` has the fields listed under [Error codes](#error-codes), in one notation for every
language. A run that fails prints its
\`run\` line first, then the error.

\`predict RUN INPUT\` takes a row as JSON (\`{"petal_length_cm": 1.4}\`) or as \`column=value,…\`, or the path
of an image or a delimited file. \`import --recipe FILE\` takes a JSON file holding a [Recipe](#recipe),
\`train --model FILE\` one holding a [ModelSpec](#modelspec), \`cost FILE\` one holding a
[Scenario](#scenario). \`cost … --report FILE\` also writes the answer: as a page to print (\`.html\`), a
table (\`.csv\`), a workbook (\`.xlsx\`) or the scenario with its answer (\`.json\`).`;
}

function planSection(): string {
  const rows = (fields: Fields, defaults: object, prefix: string) =>
    Object.entries(fields).map(([name, field]) => {
      const value = (defaults as Record<string, unknown>)[name];
      return `| \`${prefix}${name}\` | ${tableCell(expectedText(field))} | ${JSON.stringify(value)} |`;
    });
  const { schedule: _, ...sections } = PLAN_SECTIONS;
  const sectionRows = Object.entries(sections).flatMap(([name, { fields, defaults }]) =>
    rows(fields, defaults, `${name}.`),
  );
  const scheduleRows = SCHEDULE_KINDS.flatMap((kind) => [
    `| **\`schedule=${kind}\`** | | |`,
    ...rows(SCHEDULE_FIELDS[kind], DEFAULT_SCHEDULES[kind], 'schedule.'),
  ]);
  return `## Plan fields

The keys of \`--set key=value\`, with their ranges and defaults; templates suggest values of their own.
\`earlyStopping\` itself takes \`on\` or \`off\`; setting one of its fields switches it on. Another
\`optimizer\` brings its own defaults, below; fields that it does not list have no effect with it.
\`schedule\` itself takes \`off\` or a kind, short for \`schedule.kind\`, and another kind brings its own
defaults; a warm-up alone needs none. Steps are batches, counted from the start of the run.
\`loss\` itself is short for \`loss.name\`; a loss reads its own arguments and leaves the others.

| Key | Takes | Default |
|---|---|---|
${rows(PLAN_FIELDS, DEFAULT_PLAN, '').join('\n')}
${sectionRows.join('\n')}

| Of each schedule | Takes | Default |
|---|---|---|
${scheduleRows.join('\n')}

| Optimiser | Draws on |
|---|---|
${Object.entries(HYPERPARAMETERS).map(optimizerRow).join('\n')}`;
}

function optimizerRow([name, defaults]: readonly [string, object]): string {
  const fields = Object.entries(defaults).map(([field, value]) => `\`${field}=${value}\``);
  return `| \`${name}\` | ${fields.join(' ')} |`;
}

function settingsSection(): string {
  const rows = Object.entries(SETTING_RULES).map(([key, { expected }]) => {
    const value = (DEFAULT_SETTINGS as unknown as Record<string, unknown>)[key];
    return `| \`${key}\` | ${tableCell(expected)} | ${JSON.stringify(value)} |`;
  });
  return `## Setting keys

\`hearth settings get KEY\`, \`hearth settings set KEY VALUE\`.

| Key | Takes | Default |
|---|---|---|
${rows.join('\n')}
| \`usdRate\` | number > 0 \\| null | that of the sheet |

\`currency = null\` follows the country of \`tariffRegion\`. \`usdRate\`, units of that currency for one USD, is
kept as your own dated figure in the sheet \`exchange_rates\`; null takes it back. \`vat\` is kept
likewise, for the country of \`tariffRegion\` in the sheet \`vat_rates\`: another country has its own. Without a
country it is kept for the one chosen first.`;
}

function requestsSection(): string {
  const rows = Object.entries(REQUEST_PARAMS).map(([name, params]) => {
    const result = REQUEST_RESULTS[name as keyof typeof REQUEST_RESULTS];
    const [asked, answered] = [params, result].map((schema) =>
      tableCell(typeText(jsonSchema(schema))),
    );
    return `| \`${name}\` | ${asked} | ${answered} |`;
  });
  return `## Requests

What pages and commands ask a host, over Electron's IPC, a WebSocket (\`/ws\`) or the socket of the home.
A client sends \`{ kind: "request", id, name, params }\` and is answered
\`{ kind: "reply", id, ok: true, value }\` or \`{ kind: "reply", id, ok: false, error }\`.

| Request | Params | Result |
|---|---|---|
${rows.join('\n')}`;
}

function eventsSection(): string {
  const rows = Object.entries(EVENT_PAYLOADS).map(
    ([name, schema]) => `| \`${name}\` | ${tableCell(typeText(jsonSchema(schema)))} |`,
  );
  return `## Events

After \`{ kind: "subscribe", name }\` a client is sent \`{ kind: "event", name, payload }\` until
\`{ kind: "unsubscribe", name }\`. Live figures of a run are bundled, at most 20 times a second.

| Event | Payload |
|---|---|
${rows.join('\n')}`;
}

function engineSection(): string {
  const list = (schema: z.ZodType) =>
    (jsonSchema(schema).oneOf ?? []).map((branch) => `- ${typeText(branch)}`).join('\n');
  return `## Engine messages

Between a host and the engine process of a run, by structured clone.

From host to engine:

${list(engineCommand)}

From engine to host (\`anything\` stands for typed arrays: \`outputs\`, \`losses\` and \`targets\` are
Float32Array, \`sourceRows\` is Uint32Array):

${list(engineEvent)}`;
}

function errorsSection(): string {
  const rows = Object.entries(ERROR_FIELDS).map(([code, fields]) => {
    const where = typeText(jsonSchema(z.object(fields)));
    const message = text('en', `error.${code as ErrorCode}`);
    return `| \`${code}\` | ${tableCell(where)} | ${tableCell(message)} |`;
  });
  return `## Error codes

| Code | Fields | In words |
|---|---|---|
${rows.join('\n')}`;
}

/** Every type that another part links to, by name. */
function typesSection(): string {
  const all = z.object({
    params: z.object(REQUEST_PARAMS),
    results: z.object(REQUEST_RESULTS),
    events: z.object(EVENT_PAYLOADS),
    outputs: z.object(COMMAND_OUTPUTS),
    engine: z.union([engineCommand, engineEvent]),
  });
  const types = Object.entries(jsonSchema(all).$defs ?? {})
    .filter(([name]) => name !== 'AppError')
    .sort(([left], [right]) => left.localeCompare(right, 'en'));
  return ['## Types', APP_ERROR, ...types.map(([name, schema]) => typeSection(name, schema))].join(
    '\n\n',
  );
}

const APP_ERROR = `### AppError

\`{ code }\` with the fields of that code: see [Error codes](#error-codes).`;

function typeSection(name: string, schema: JsonSchema): string {
  const words = schema.description === undefined ? [] : [schema.description];
  const branches = schema.oneOf ?? schema.anyOf;
  const body =
    branches === undefined
      ? ['| Field | Type | |', '|---|---|---|', ...fieldRows(schema)].join('\n')
      : branches.map((branch) => `- ${typeText(branch)}`).join('\n');
  return [`### ${name}`, ...words, body].join('\n\n');
}

/** As the sender writes it; typed arrays have no JSON Schema. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

function tableCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
