import { bestLevel } from '../../app/cost/measurement/best-level.ts';
import { levelFraction } from '../../app/cost/measurement/level-fraction.ts';
import { failuresText, latencyText } from '../../app/cost/measurement/level-text.ts';
import type {
  MeasuredLevel,
  Measurement,
  MeasurementProgress,
} from '../../app/cost/measurement/measurement.ts';
import { powerAbsence } from '../../app/cost/measurement/power-absence.ts';
import { errorText } from '../../app/error-text.ts';
import { formatBytes, formatCount, formatDate, formatNumber } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { type MessageKey, text } from '../../app/text.ts';
import { type TableColumn, textPairs, textTable } from '../console/table.ts';

/** A measurement with all its figures. */
export function measurementText(measurement: Measurement, language: Language): string {
  const { server, load, machine, levels } = measurement;
  const say = (key: MessageKey, values = {}) => text(language, key, values);
  const software = [server.software, server.version].filter(Boolean).join(' ');
  const place = say(machine.hasServer ? 'measurement.on-this' : 'measurement.on-other');
  const facts = textPairs([
    [
      say('cli.measurement'),
      say('text.with-aside', { main: measurement.name, aside: measurement.id }),
    ],
    [say('cli.server'), `${server.url}  ${say(`serving-api.${server.api}`)}`],
    [say('cli.model'), server.model],
    [say('cli.software'), software === '' ? null : software],
    [
      say('cli.machine'),
      say('text.with-aside', {
        main: [
          `${machine.cpuModel} × ${machine.cpuCores}`,
          formatBytes(machine.memoryBytes, language),
          ...(machine.gpu === null ? [] : [machine.gpu]),
        ].join(', '),
        aside: place,
      }),
    ],
    [
      say('cli.load'),
      say('measurement.load', {
        prompt: formatCount(load.promptTokens, language),
        answer: formatCount(load.answerTokens, language),
        shared: formatCount(load.sharedTokens, language),
      }),
    ],
    [say('cli.date'), formatDate(measurement.startedAt, language)],
    [
      say('cli.cut-short'),
      measurement.cutShortBy === null ? null : errorText(measurement.cutShortBy, language),
    ],
  ]);
  return [
    facts,
    levelsTable(levels, language),
    ...remarks(measurement, language),
    say('cli.measurement-cost', { id: measurement.id }),
  ].join('\n\n');
}

function levelsTable(levels: readonly MeasuredLevel[], language: Language): string {
  const column = (
    key: MessageKey,
    value: (level: MeasuredLevel) => string,
  ): TableColumn<MeasuredLevel> => ({ title: text(language, key), value, isNumber: true });
  const number = (value: number) => formatNumber(value, language, 3);
  const hasWatts = levels.some(({ energy }) => energy !== null);
  const hasFailures = levels.some((level) => failuresText(level, language) !== '');
  const watts = ({ energy }: MeasuredLevel) => (energy === null ? '—' : number(energy.watts));
  return textTable(
    [
      column('measurement.concurrency', ({ concurrency }) => formatCount(concurrency, language)),
      column('measurement.requests', ({ requests }) => formatCount(requests, language)),
      column('measurement.output-rate', (level) => number(level.outputTokensPerSecond)),
      column('measurement.input-rate', (level) => number(level.inputTokensPerSecond)),
      column('measurement.request-rate', (level) => number(level.requestsPerSecond)),
      column('measurement.first-token', (level) => latencyText(level.timeToFirstToken, language)),
      column('measurement.inter-token', (level) => latencyText(level.interTokenLatency, language)),
      column('measurement.end-to-end', (level) => latencyText(level.endToEnd, language)),
      ...(hasWatts ? [column('measurement.watts', watts)] : []),
      ...(hasFailures
        ? [column('measurement.failures', (level) => failuresText(level, language) || '0')]
        : []),
    ],
    levels,
  );
}

/** What one should know of the figures. */
function remarks(measurement: Measurement, language: Language): readonly string[] {
  const { levels, machine } = measurement;
  const absence = powerAbsence(measurement);
  const keys: readonly (MessageKey | null)[] = [
    machine.hasServer && machine.trainingRuns > 0 ? 'measurement.disturbed' : null,
    'measurement.quantiles',
    levels.some(({ outputCount }) => outputCount === 'chunks') ? 'measurement.chunks' : null,
    levels.some(({ inputCount }) => inputCount === 'words') ? 'measurement.words' : null,
    absence === null ? null : `measurement.no-power-${absence}`,
  ];
  const said = keys.flatMap((key) => (key === null ? [] : [text(language, key)]));
  return [said.join('\n')];
}

/** Measurements as a list, each with its best level. */
export function measurementsTable(
  measurements: readonly Measurement[],
  language: Language,
): string {
  const best = ({ levels }: Measurement) => bestLevel(levels);
  return textTable(
    [
      { title: text(language, 'cli.name'), value: ({ name }: Measurement) => name },
      { title: text(language, 'cli.date'), value: ({ startedAt }) => startedAt.slice(0, 10) },
      { title: text(language, 'cli.model'), value: ({ server }) => server.model },
      {
        title: text(language, 'measurement.best-rate'),
        value: (measurement) =>
          formatNumber(best(measurement)?.outputTokensPerSecond ?? Number.NaN, language, 3),
        isNumber: true,
      },
      {
        title: text(language, 'measurement.at-concurrency'),
        value: (measurement) => String(best(measurement)?.concurrency ?? '—'),
        isNumber: true,
      },
      { title: text(language, 'cli.id'), value: ({ id }) => id },
    ],
    measurements,
  );
}

/** Where a measurement is, in one line, and what part of the level is done. */
export function meteringText(
  { phase, level, concurrencies }: MeasurementProgress,
  language: Language,
): { readonly fraction: number | null; readonly words: string } {
  if (level === null) return { fraction: null, words: text(language, `metering.${phase}`) };
  const done = level.requests + level.failures;
  const rate = level.seconds > 0 ? level.outputTokens / level.seconds : 0;
  const words = text(language, 'metering.level', {
    concurrency: level.concurrency,
    at: concurrencies.indexOf(level.concurrency) + 1,
    of: concurrencies.length,
    done,
    planned: level.plannedRequests,
    rate: formatNumber(rate, language, 3),
  });
  return { fraction: levelFraction(level), words };
}
