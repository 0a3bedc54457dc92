import type { Decision, DecisionOption } from '../../app/cost/decision/decision.ts';
import { ReportWords } from '../../app/cost/report/decision/context.ts';
import type { CostBasis } from '../../app/cost/run-cost.ts';
import { formatDate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { type MessageKey, text } from '../../app/text.ts';
import { textPairs, textTable } from '../console/table.ts';
import { hanging } from '../console/wrap.ts';

/** A decision for people at a terminal: the answer and its reasons first, then the options, then where figures come from. */
export function decisionText(decision: Decision, today: string, language: Language): string {
  const words = new ReportWords({ decision, today, language });
  const say = (key: MessageKey): string => text(language, key);
  const { words: verdict, reasons, flips } = decision.recommendation;
  const list = (title: MessageKey, lines: readonly string[]): readonly string[] =>
    lines.length === 0
      ? []
      : [[say(title), ...lines.map((line) => hanging('  •', 4, line))].join('\n')];
  return [
    hanging('', 0, words.sentence(verdict)),
    ...list(
      'cli.decision.reasons',
      reasons.map((reason) => words.sentence(reason)),
    ),
    ...list(
      'cli.decision.flips',
      flips.map((flip) => words.sentence(flip.words)),
    ),
    optionTable(decision, words, language),
    ...list('cli.decision.remarks', remarks(decision, words)),
    breakEvenText(decision, words, language),
    assumedText(decision, language),
  ].join('\n\n');
}

function optionTable(decision: Decision, words: ReportWords, language: Language): string {
  const money = (usd: number | null): string => (usd === null ? '—' : words.money(usd));
  const perUnit = ({ usdPerMtok, usdPerRun }: DecisionOption): string =>
    money(decision.work === 'serving' ? usdPerMtok : usdPerRun);
  return textTable(
    [
      {
        title: text(language, 'cli.decision.option'),
        value: ({ kind, feasible }: DecisionOption) =>
          feasible ? words.option(kind) : `✗ ${words.option(kind)}`,
      },
      {
        title: text(language, 'cli.decision.per-month'),
        value: ({ usdPerMonth }) => money(usdPerMonth),
        isNumber: true,
      },
      {
        title: text(language, 'cli.decision.total', { months: decision.horizonMonths }),
        value: ({ usdTotal }) => money(usdTotal),
        isNumber: true,
      },
      {
        title: text(
          language,
          decision.work === 'serving' ? 'cli.decision.per-mtok' : 'cli.decision.per-run',
        ),
        // A machine's speed that nobody measured is an estimate; a price list is none.
        value: (option) =>
          `${option.capacity === null || option.measured ? '' : '≈ '}${perUnit(option)}`,
        isNumber: true,
      },
      {
        title: 'kg CO₂e',
        value: ({ carbonKg }) => (carbonKg === null ? '—' : words.number(carbonKg, 3)),
        isNumber: true,
      },
      { title: '', value: (option) => words.what(option) },
    ],
    decision.options,
  );
}

/** What was chosen or assumed on the way, and what each option is not, or could not be held against. */
function remarks({ options, remarks: chosen }: Decision, words: ReportWords): readonly string[] {
  return [
    ...chosen.map((remark) => sourced(remark, words)),
    ...options.flatMap(({ kind, reasons }) =>
      reasons.map(
        (reason) =>
          `${words.option(kind)}${words.language === 'zh' ? '：' : ': '}${words.sentence(reason)}`,
      ),
    ),
  ];
}

/** A remark with its source, its date and its age, where it has one. */
function sourced(remark: CostBasis, words: ReportWords): string {
  const sentence = words.sentence(remark);
  if (remark.source === null) return sentence;
  const dated = [words.source(remark.source), words.dated(remark.source)].filter(Boolean);
  return words.language === 'zh'
    ? `${sentence}（${dated.join('，')}）`
    : `${sentence} (${dated.join(', ')})`;
}

function breakEvenText(decision: Decision, words: ReportWords, language: Language): string {
  const { breakEven, decline, waiting } = decision;
  const percent = (share: number): string => words.percent(share);
  const { label, amount } = words.breakEven(decision);
  return textPairs([
    [label, amount],
    [
      text(language, 'cli.decision.payback'),
      breakEven.date === null
        ? text(language, 'cli.decision.never', { months: decision.horizonMonths })
        : text(language, 'cli.decision.paid-by', { date: formatDate(breakEven.date, language) }),
    ],
    [
      text(language, 'cli.decision.decline'),
      decline.exponent === null
        ? null
        : text(
            language,
            decline.exponent < 0 ? 'cli.decision.rise-of' : 'cli.decision.decline-of',
            {
              share: percent(Math.abs(Math.expm1(-decline.exponent))),
              assumed: percent(decline.assumedSharePerYear),
            },
          ),
    ],
    [text(language, 'cli.decision.waiting'), waiting === null ? null : words.money(waiting.usd)],
    [
      text(language, 'cli.decision.oldest'),
      decision.oldestAsOf === null ? null : formatDate(decision.oldestAsOf, language),
    ],
  ]);
}

/** How many figures are assumptions: they are the first to be replaced by one's own. */
function assumedText({ inputs }: Decision, language: Language): string {
  const assumed = inputs.filter(({ source, isOwn }) => source.kind === 'assumption' && !isOwn);
  const counts = { assumed: assumed.length, all: inputs.length };
  return hanging('', 0, text(language, 'cli.decision.assumed', counts));
}

/** Several decisions side by side, one row for each, and why a way has no figure. */
export function comparedText(
  compared: readonly { readonly name: string; readonly decision: Decision }[],
  today: string,
  language: Language,
): string {
  const row = (decision: Decision) => new ReportWords({ decision, today, language });
  const cost = (decision: Decision, kind: DecisionOption['kind']): string => {
    const option = decision.options.find((candidate) => candidate.kind === kind);
    if (option === undefined || option.usdPerMonth === null || !option.feasible) return '—';
    return row(decision).money(option.usdPerMonth);
  };
  type Compared = (typeof compared)[number];
  const column = (kind: DecisionOption['kind']) => ({
    title: text(language, `cost.option.${kind}`),
    value: ({ decision }: Compared) => cost(decision, kind),
    isNumber: true,
  });
  const impossible = compared.flatMap(({ name, decision }) =>
    decision.options.flatMap((option) => {
      const words = row(decision);
      const reason = words.whyNot(option);
      if (reason === null) return [];
      const values = { scenario: name, option: words.option(option.kind), reason };
      return [hanging('  •', 4, text(language, 'cli.decision.impossible-way', values))];
    }),
  );
  const table = textTable(
    [
      { title: text(language, 'cli.decision.scenario'), value: ({ name }: Compared) => name },
      column('own'),
      column('rent'),
      column('api'),
      column('hybrid'),
      {
        title: text(language, 'cli.decision.best'),
        value: ({ decision: { recommendation } }) =>
          recommendation.option === null
            ? '—'
            : text(language, `cost.option.${recommendation.option}`),
      },
    ],
    compared,
  );
  if (impossible.length === 0) return table;
  return [table, [text(language, 'cli.decision.impossible'), ...impossible].join('\n')].join(
    '\n\n',
  );
}
