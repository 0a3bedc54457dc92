import type { Command } from 'commander';
import type {
  DoctorProgress,
  DoctorReport,
  RuntimeReport,
  Trap,
} from '../../app/contract/doctor.ts';
import {
  cardTexts,
  choiceText,
  measuredOnText,
  progressText,
  runtimeText,
} from '../../app/contract/doctor-text.ts';
import { ok } from '../../app/errors.ts';
import { formatBytes, formatNumber, formatRate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { ENGINES, type EngineId } from '../../app/training/engines.ts';
import { REFERENCE_NAMES, type ReferenceName } from '../../app/training/reference-model.ts';
import { textPairs, textTable } from '../console/table.ts';
import { type PackOptions, packVerb, withPackOptions } from './pack.ts';
import type { DeclareCommand, VerbContext } from './verb.ts';

interface Options extends PackOptions {
  readonly measure: boolean;
  readonly again?: boolean;
}

export const declareDoctor: DeclareCommand = (program, runner, words) => {
  const command = program
    .command('doctor')
    .description(text(words, 'cli.help.doctor'))
    .option('--no-measure', text(words, 'cli.help.no-measure'))
    .option('--again', text(words, 'cli.help.measure-again'));
  withPackOptions(command, words).action(
    ({ measure, again = false, ...options }: Options, given: Command) =>
      runner.onHost(given, async (context) => {
        const pack = await packVerb(context, options);
        if (pack !== null) return pack;
        const { client, language, progress, note } = context;
        let shown: DoctorProgress['engine'] | null = null;
        const leave = client.subscribe('doctor.progress', ({ progress: at }) => {
          if (at === null) return;
          // A line for each, so that a terminal's absence hides nothing that takes this long.
          if (at.engine !== shown) note(stageText(at, language));
          shown = at.engine;
          progress(at.finished / at.total, progressText(at, language));
        });
        if (measure && !again) await tellUnfinished(context);
        if (measure) progress(null, text(language, 'cli.measuring'));
        const read = await client.request('doctor.report', { measure, again });
        leave();
        if (measure && read.ok && isSkipped(read.value)) {
          note(text(language, 'cli.doctor.runs-train'));
        }
        return read.ok ? ok({ json: read.value, text: reportText(read.value, language) }) : read;
      }),
  );
};

/** Says so where a measurement goes on with one that was interrupted. */
async function tellUnfinished({ client, language, note }: VerbContext): Promise<void> {
  const known = await client.request('doctor.report', { measure: false });
  if (!known.ok || known.value.pending.length === 0 || known.value.changed.length > 0) return;
  note(text(language, 'cli.doctor.goes-on', { engines: enginesText(known.value.pending) }));
}

/** Whether a report that should measure did not, which it leaves out only while runs train. */
function isSkipped({ measuredAt, changed, pending }: DoctorReport): boolean {
  return measuredAt === null || changed.length > 0 || pending.length > 0;
}

function enginesText(engines: readonly EngineId[]): string {
  return engines.join(', ');
}

/** `2 of 6: ONNX Runtime · CPU`. */
function stageText({ engine, finished, total }: DoctorProgress, language: Language): string {
  return text(language, 'cli.doctor.at', {
    at: finished + 1,
    total,
    what: engine === 'disk' ? text(language, 'doctor.part.disk') : ENGINES[engine].name,
  });
}

function reportText(report: DoctorReport, language: Language): string {
  const traps = report.traps.map((trap) => trapText(trap, language));
  return [
    ...traps,
    machineText(report, language),
    engineTable(report.runtimes, language),
    ...report.runtimes.map((runtime) => whyText(runtime, language)),
    choiceText(report, language),
    ...(report.pending.length === 0
      ? []
      : [text(language, 'doctor.pending', { engines: enginesText(report.pending) })]),
  ].join('\n\n');
}

function trapText({ code, values, command }: Trap, language: Language): string {
  const repair = text(language, `doctor.trap-repair.${code}`, values);
  return [
    `! ${text(language, `doctor.trap.${code}`, values)}`,
    `  ${repair}${command === null ? '' : `\n  ${command}`}`,
  ].join('\n');
}

function machineText(report: DoctorReport, language: Language): string {
  const { machine, measuredAt, changed } = report;
  const { disk } = machine;
  const rate = (bytesPerSecond: number) => `${formatBytes(bytesPerSecond, language)}/s`;
  const figure = (value: number | null, shown: (value: number) => string) =>
    value === null ? null : shown(value);
  const measured =
    measuredAt === null
      ? text(language, 'cli.doctor.never')
      : changed.length === 0
        ? measuredAt
        : text(language, 'cli.doctor.outdated', {
            at: measuredAt,
            changes: changed.map((part) => text(language, `doctor.change.${part}`)).join(', '),
          });
  return textPairs([
    [text(language, 'cli.machine'), `${machine.cpuModel} × ${machine.cpuCores}`],
    [
      text(language, 'doctor.vectors'),
      machine.vectors.join(', ') || text(language, 'doctor.unknown'),
    ],
    [
      text(language, 'cli.memory'),
      text(language, 'doctor.memory-free', {
        total: formatBytes(machine.memoryBytes, language),
        free: formatBytes(machine.memoryFreeBytes, language),
      }),
    ],
    ...cardTexts(machine.cards, report.runtimes, language).map((card): [string, string] => [
      text(language, 'cli.gpu'),
      card,
    ]),
    [
      text(language, 'cli.gemm'),
      figure(machine.gemmGflops, (value) => `${formatNumber(value, language, 3)} GFLOP/s`),
    ],
    [text(language, 'doctor.bandwidth'), figure(machine.bytesPerSecond, rate)],
    [
      text(language, 'cli.disk'),
      disk === null
        ? null
        : text(language, 'cli.doctor.disk', {
            write: rate(disk.writeBytesPerSecond),
            read: rate(disk.readBytesPerSecond),
            how: text(language, `doctor.reading.${disk.reading}`),
          }),
    ],
    [text(language, 'cli.measured'), measured],
  ]);
}

function engineTable(runtimes: readonly RuntimeReport[], language: Language): string {
  const speed = (name: ReferenceName) => ({
    title: text(language, `doctor.model.${name}`),
    value: ({ models = [] }: RuntimeReport) => {
      const samples = models.find((model) => model.name === name)?.samplesPerSecond;
      return samples === undefined ? '' : formatRate(samples, language);
    },
    isNumber: true,
  });
  return textTable(
    [
      { title: text(language, 'cli.engine'), value: ({ id }: RuntimeReport) => id },
      {
        title: text(language, 'cli.status'),
        value: ({ status }) => text(language, `runtime-status.${status}`),
      },
      ...REFERENCE_NAMES.map(speed),
      {
        title: text(language, 'cli.doctor.relative'),
        value: ({ relativeSpeed }) =>
          relativeSpeed === undefined ? '' : `${formatNumber(relativeSpeed, language, 2)} ×`,
        isNumber: true,
      },
      {
        title: text(language, 'cli.doctor.watts'),
        value: ({ power }) =>
          power === undefined ? '' : `${formatNumber(power.watts, language, 3)} W`,
        isNumber: true,
      },
    ],
    runtimes,
  );
}

/** Why an engine is used or not, and what to do. */
function whyText(runtime: RuntimeReport, language: Language): string {
  const { reason, repair } = runtimeText(runtime, language);
  const measuredOn = measuredOnText(runtime, language);
  return [
    `${runtime.id}: ${reason}`,
    ...(measuredOn === null ? [] : [`  ${measuredOn}`]),
    ...(runtime.command === undefined ? [] : [`  ${runtime.command}`]),
    ...(repair === null ? [] : [`  ${text(language, 'cli.doctor.repair', { repair })}`]),
  ].join('\n');
}
