import { type LabDraws, labDraws, labWork, type MarketFacts } from '../../../app/market/lab.ts';
import type { MarketScenario } from '../../../app/market/scenario.ts';

/** What the draws are of. */
export interface BandsQuestion {
  readonly scenario: MarketScenario;
  readonly facts: MarketFacts;
  readonly today: string;
}

addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly id: number; readonly question: BandsQuestion }>) => {
    const { scenario, facts, today } = data.question;
    const work = labWork(scenario, facts, today);
    const answer: LabDraws | null = work.ok ? labDraws(work.value, scenario) : null;
    postMessage({ id: data.id, answer });
  },
);
