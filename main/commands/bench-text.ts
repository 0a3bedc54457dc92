import {
  BENCH_PEERS,
  type BenchCase,
  type BenchPeer,
  type BenchReport,
} from '../../app/contract/bench-report.ts';
import { errorText } from '../../app/error-text.ts';
import { formatDuration, formatNumber, formatPercent, formatRate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { type TableColumn, textPairs, textTable } from '../console/table.ts';

/** What `hearth bench` tells people: a table, the means, and why columns are empty. */
export function benchText(report: BenchReport, language: Language): string {
  const { machine, device, gemmPeakGflops, cases, geometricMeans } = report;
  const gflops =
    gemmPeakGflops === null ? null : `${formatNumber(gemmPeakGflops, language, 3)} GFLOP/s`;
  const facts = textPairs([
    [text(language, 'cli.machine'), `${machine.cpuModel} × ${machine.cpuCores}`],
    [text(language, 'cli.engine'), report.engine],
    [text(language, 'cli.gpu'), device.kind === 'gpu' ? device.name : null],
    [text(language, 'cli.gemm'), gflops],
    ...BENCH_PEERS.map((peer) => {
      const mean = geometricMeans[peer];
      const label = text(language, 'cli.bench-mean', { peer });
      return [label, mean === null ? null : times(mean, language)] as const;
    }),
  ]);
  const disturbed = cases
    .filter((each) => each.disturbed)
    .map(({ name }) => text(language, 'cli.bench-disturbed', { name }));
  return [facts, textTable(columns(language), cases), ...disturbed, ...absences(report, language)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function columns(language: Language): readonly TableColumn<BenchCase>[] {
  return [
    { title: text(language, 'cli.bench-case'), value: ({ name }) => name },
    {
      title: text(language, 'cli.speed'),
      value: ({ samplesPerSecond }) => formatRate(samplesPerSecond, language),
      isNumber: true,
    },
    {
      title: 'GFLOP/s',
      value: ({ gflops }) => formatNumber(gflops, language, 3),
      isNumber: true,
    },
    {
      title: text(language, 'cli.bench-share'),
      value: ({ peakShare }) => (peakShare === null ? '–' : formatPercent(peakShare, language)),
      isNumber: true,
    },
    {
      title: text(language, 'cli.bench-session'),
      value: ({ sessionMs }) => formatDuration(sessionMs / 1000, language),
      isNumber: true,
    },
    ...BENCH_PEERS.map(
      (peer): TableColumn<BenchCase> => ({
        title: peer,
        value: ({ peers: { [peer]: figures } }) =>
          'absent' in figures
            ? text(language, 'cli.bench-absent')
            : `${formatRate(figures.samplesPerSecond, language)} (${times(figures.ratio, language)})`,
        isNumber: true,
      }),
    ),
  ];
}

const times = (ratio: number, language: Language): string =>
  `× ${formatNumber(ratio, language, 3)}`;

/** Each reason once, with the peers that it keeps away. */
function absences({ cases }: BenchReport, language: Language): readonly string[] {
  const reasons = new Map<string, Set<BenchPeer>>();
  for (const { peers } of cases) {
    for (const peer of BENCH_PEERS) {
      const figures = peers[peer];
      if (!('absent' in figures)) continue;
      const reason = errorText(figures.absent, language);
      reasons.set(reason, (reasons.get(reason) ?? new Set()).add(peer));
    }
  }
  return [...reasons].map(([reason, peers]) => `${[...peers].join(', ')}: ${reason}`);
}
