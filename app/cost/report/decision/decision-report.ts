import { placeText } from '../../../place-text.ts';
import type { Report } from '../report.ts';
import { answerSection } from './answer-section.ts';
import { type ReportInput, ReportWords } from './context.ts';
import { inputsAppendix } from './inputs-appendix.ts';
import { linesAppendix } from './lines-appendix.ts';
import { methodAppendix } from './method-appendix.ts';
import { optionsSection } from './options-section.ts';
import { outlookSection } from './outlook-section.ts';
import { timeSection } from './time-section.ts';

/** A decision as a document: the answer first, then what it rests on, down to every input and formula. */
export function decisionReport(input: ReportInput): Report {
  const words = new ReportWords(input);
  const { decision, name, today, language } = input;
  const { names, months, currency, currencyPerUsd } = decision;
  const chosen = [
    ['report.fact.model', names.servedModel],
    ['report.fact.gpu', names.gpu],
    ['report.fact.rent', names.rentOffer],
    ['report.fact.api', names.apiModel],
    ['report.fact.measured', names.measured],
    ['report.fact.region', names.region === null ? null : placeText(language, names.region)],
  ] as const;
  return {
    language,
    currency,
    title: name,
    subtitle: words.say(`report.subtitle.${decision.work}`),
    facts: [
      { label: words.say('report.fact.made'), text: words.month(today) },
      {
        label: words.say('report.fact.horizon'),
        text: words.say('report.from-months', {
          month: words.month(months[0] ?? today.slice(0, 7)),
          months: decision.horizonMonths,
        }),
      },
      ...chosen.flatMap(([key, value]) =>
        value === null ? [] : [{ label: words.say(key), text: value }],
      ),
      {
        label: words.say('report.fact.currency'),
        text:
          currency === 'USD' ? currency : `${currency} (1 USD = ${words.number(currencyPerUsd)})`,
      },
    ],
    sections: [
      answerSection(input, words),
      optionsSection(input, words),
      timeSection(input, words),
      outlookSection(input, words),
      linesAppendix(input, words),
      inputsAppendix(input, words),
      methodAppendix(input, words),
    ],
    footer: words.say('report.footer', { date: words.month(today) }),
  };
}
