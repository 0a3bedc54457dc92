import type { Result } from '../../errors.ts';
import type { InputId } from '../decision/inputs.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import { decisionGrid } from './decision-grid.ts';
import { decisionOutlook } from './decision-outlook.ts';
import type { DecisionGrid, Outlook } from './outlook.ts';

/** What is asked of a worker, so that typing goes on meanwhile. */
export type OutlookQuestion =
  | { readonly kind: 'outlook'; readonly resolved: ResolvedInputs }
  | {
      readonly kind: 'grid';
      readonly resolved: ResolvedInputs;
      readonly across: InputId;
      readonly up: InputId;
    };

/** Null: one of the two inputs of a grid is not there. */
export type OutlookAnswer =
  | { readonly kind: 'outlook'; readonly outlook: Result<Outlook> }
  | { readonly kind: 'grid'; readonly grid: DecisionGrid | null };

export function answerQuestion(question: OutlookQuestion): OutlookAnswer {
  switch (question.kind) {
    case 'outlook':
      return { kind: 'outlook', outlook: decisionOutlook(question.resolved) };
    case 'grid':
      return {
        kind: 'grid',
        grid: decisionGrid(question.resolved, question.across, question.up),
      };
  }
}
