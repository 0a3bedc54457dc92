import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { decodeScenario } from '../../app/contract/decode.ts';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { scenarioOfMeasurement } from '../../app/cost/decision/measurement-scenario.ts';
import type { Scenario } from '../../app/cost/decision/scenario.ts';
import {
  SCENARIO_TEMPLATE_IDS,
  scenarioTemplate,
} from '../../app/cost/decision/templates/templates.ts';
import { type ReportInput, ReportWords } from '../../app/cost/report/decision/context.ts';
import {
  decisionFile,
  REPORT_FORMATS,
  reportFormatOf,
} from '../../app/cost/report/decision/decision-file.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { decideHere } from './decide-here.ts';
import { decisionText } from './decision-text.ts';
import { gridAsked, gridText } from './grid-text.ts';
import { outlookText } from './outlook-text.ts';
import { readJsonFile } from './read-json-file.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';
import { writeOut } from './write-out.ts';

interface Options {
  readonly template?: string;
  readonly run?: string;
  readonly measurement?: string;
  readonly print?: boolean;
  readonly report?: string;
  readonly grid?: string;
}

export const declareCost: DeclareCommand = (program, runner, words) => {
  program
    .command('cost')
    .description(text(words, 'cli.help.cost'))
    .argument('[scenario]', text(words, 'cli.help.cost-scenario'))
    .option('--template <template>', text(words, 'cli.help.cost-template'))
    .option('--run <run>', text(words, 'cli.help.cost-run'))
    .option('--measurement <measurement>', text(words, 'cli.help.cost-measurement'))
    .option('--print', text(words, 'cli.help.cost-print'))
    .option('--grid <across,up>', text(words, 'cli.help.cost-grid'))
    .option('--report <file>', text(words, 'cli.help.cost-report'))
    .action((scenario: string | undefined, options: Options, command: Command) =>
      runner.onHost(command, (context) => cost(context, scenario, options)),
    );
};

/** `cost SCENARIO`, `cost --template T`, `cost --run RUN`, `cost --measurement M`. */
async function cost(
  { client, language }: VerbContext,
  given: string | undefined,
  options: Options,
): Promise<Result<Answer>> {
  const scenario = await scenarioGiven(client, given, options);
  if (!scenario.ok) return scenario;
  const printsOnly = options.template !== undefined || options.print === true;
  if (printsOnly && (options.report !== undefined || options.grid !== undefined)) {
    return fail({
      code: 'usage/invalid',
      problem: 'options-exclusive',
      subject: '--report, --grid, --template, --print',
      expected: null,
    });
  }
  // A template is there to be filled in: it is printed, not decided.
  if (printsOnly) return ok(scenarioAnswer(scenario.value));
  const decided = await decideHere(client, scenario.value);
  if (!decided.ok) return decided;
  const { decision, outlook, resolved, today } = decided.value;
  const grid = gridAsked(resolved, options.grid);
  if (!grid.ok) return grid;
  const input = { name: scenario.value.name, decision, outlook, today, language };
  const written =
    options.report === undefined ? ok(null) : await report(options.report, input, scenario.value);
  if (!written.ok) return written;
  const words = new ReportWords(input);
  return ok({
    json: {
      ...decision,
      uncertainty: outlook,
      ...(grid.value === null ? {} : { grid: grid.value }),
      ...(written.value === null ? {} : { report: written.value }),
    },
    text: [
      decisionText(decision, today, language),
      outlookText(decision, outlook, words),
      ...(grid.value === null ? [] : [gridText(grid.value, words)]),
      ...(written.value === null
        ? []
        : [text(language, 'cli.cost-reported', { path: written.value })]),
    ].join('\n\n'),
  });
}

/** Writes the report in the form that the file's name asks for; its path. */
async function report(
  file: string,
  input: ReportInput,
  scenario: Scenario,
): Promise<Result<string>> {
  const format = reportFormatOf(file);
  if (format === null) {
    return fail({
      code: 'usage/invalid',
      problem: 'value-invalid',
      subject: `--report ${file}`,
      expected: REPORT_FORMATS.map((ending) => `FILE.${ending}`).join(' | '),
    });
  }
  const path = resolve(file);
  const refused = await writeOut(path, decisionFile(format, input, scenario));
  return refused === null ? ok(path) : fail(refused);
}

/** A scenario as a file to start from. */
export function scenarioAnswer(scenario: Scenario): Answer {
  return { json: scenario, text: JSON.stringify(scenario, null, 2) };
}

async function scenarioGiven(
  client: HostClient,
  given: string | undefined,
  { template, run, measurement }: Options,
): Promise<Result<Scenario>> {
  const sources = [given, template, run, measurement].filter((source) => source !== undefined);
  if (sources.length !== 1) {
    return fail({
      code: 'usage/invalid',
      problem: sources.length === 0 ? 'argument-missing' : 'options-exclusive',
      subject: sources.length === 0 ? 'SCENARIO' : 'SCENARIO, --template, --run, --measurement',
      expected: null,
    });
  }
  if (template !== undefined) {
    const found = scenarioTemplate(template);
    if (found.ok) return found;
    return fail({
      code: 'usage/invalid',
      problem: 'value-invalid',
      subject: `--template ${template}`,
      expected: SCENARIO_TEMPLATE_IDS.join(' | '),
    });
  }
  if (run !== undefined) return client.request('cost.scenario-of-run', { run });
  if (measurement !== undefined) return scenarioMeasured(client, measurement);
  return scenarioNamed(client, given ?? '');
}

async function scenarioMeasured(
  client: HostClient,
  measurement: string,
): Promise<Result<Scenario>> {
  const found = await client.request('measurements.get', { measurement });
  if (!found.ok) return found;
  const context = await client.request('scenarios.context', { measurement: null, run: null });
  return context.ok ? ok(scenarioOfMeasurement(found.value, context.value.sheets.gpus)) : context;
}

/** A scenario by the path of its file, or by id or name of a kept one. */
export async function scenarioNamed(client: HostClient, name: string): Promise<Result<Scenario>> {
  if (!existsSync(name) && !name.endsWith('.json')) {
    const kept = await client.request('scenarios.get', { scenario: name });
    return kept.ok ? ok(kept.value.scenario) : kept;
  }
  const content = await readJsonFile(name);
  return content.ok ? decodeScenario(name, content.value) : content;
}
