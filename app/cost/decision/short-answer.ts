import { errorText } from '../../error-text.ts';
import type { Result } from '../../errors.ts';
import type { Language } from '../../language.ts';
import { text } from '../../text.ts';
import type { CostBasis } from '../run-cost.ts';
import type { Decision, OptionKind } from './decision.ts';
import { DecisionWords } from './words.ts';

/** A decision in a line: the recommended option and its cost, or why there is none. */
export type ShortAnswer =
  | { readonly kind: 'best'; readonly option: OptionKind; readonly usdPerMonth: number }
  /** Of each option the first thing that rules it out. */
  | { readonly kind: 'none'; readonly faults: readonly OptionFault[] };

interface OptionFault {
  readonly option: OptionKind;
  readonly reason: CostBasis;
}

export function shortAnswer({ options, recommendation }: Decision): ShortAnswer {
  const best = options.find(({ kind }) => kind === recommendation.option);
  if (best !== undefined && best.usdPerMonth !== null) {
    return { kind: 'best', option: best.kind, usdPerMonth: best.usdPerMonth };
  }
  // A hybrid cannot do what one of its halves cannot.
  const alone = options.filter(({ kind }) => kind !== 'hybrid');
  return {
    kind: 'none',
    faults: alone.flatMap(({ kind, reasons }) => {
      const reason = reasons.find(({ key }) => key.startsWith('cost.fault.'));
      return reason === undefined ? [] : [{ option: kind, reason }];
    }),
  };
}

/** Why a decision has no answer, in words; null where it has one. */
export function missingAnswerText(decided: Result<Decision>, language: Language): string | null {
  if (!decided.ok) return errorText(decided.error, language);
  const answer = shortAnswer(decided.value);
  if (answer.kind === 'best') return null;
  const { currency, currencyPerUsd } = decided.value;
  const words = new DecisionWords(language, { currency, perUsd: currencyPerUsd });
  const faults = answer.faults.map(({ option, reason }) =>
    text(language, 'scenario.list-fault', {
      option: words.option(option),
      reason: words.sentence(reason),
    }),
  );
  return [text(language, 'scenario.list-none'), ...faults].join(language === 'zh' ? '' : ' ');
}
