import { formatNumber } from '../format.ts';
import type { Language } from '../language.ts';
import { text } from '../text.ts';
import type { Ranking } from './evaluation.ts';

/** What was put in order for whom, and what counts as liked. */
export function rankingText(ranking: Ranking, language: Language): string {
  const { k, users, ofUsers, items, relevantFrom } = ranking;
  const key = users < ofUsers ? 'ranking.basis-drawn' : 'ranking.basis';
  const basis = text(language, key, { k, users, ofUsers, items });
  if (relevantFrom === null) return basis;
  const rating = formatNumber(relevantFrom, language);
  return text(language, 'ranking.relevant', { basis, rating });
}
