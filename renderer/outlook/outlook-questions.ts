import type { InputId } from '../../app/cost/decision/inputs.ts';
import type { ResolvedInputs } from '../../app/cost/decision/resolved-inputs.ts';
import type { DecisionGrid, Outlook } from '../../app/cost/outlook/outlook.ts';
import type { OutlookAnswer, OutlookQuestion } from '../../app/cost/outlook/question.ts';
import type { Result } from '../../app/errors.ts';
import { LatestOnly } from './latest-only.ts';
import { workerPort } from './worker-port.ts';

/**
 * Monte-Carlo, tornado and heat map of a decision, beside the page: ask on every keystroke, only the newest question
 * is answered. What is asked must be plain data: hand over a snapshot, not a rune's proxy.
 */
export class OutlookQuestions {
  // Each has a worker of its own, so that a heat map does not push out the odds.
  readonly #outlook = new LatestOnly<OutlookQuestion, OutlookAnswer>(startWorker);
  readonly #grid = new LatestOnly<OutlookQuestion, OutlookAnswer>(startWorker);

  /** @returns null where a newer question has overtaken this one */
  async outlook(resolved: ResolvedInputs): Promise<Result<Outlook> | null> {
    const answer = await this.#outlook.ask({ kind: 'outlook', resolved });
    return answer?.kind === 'outlook' ? answer.outlook : null;
  }

  /** @returns null where a newer question has overtaken this one, or one of the inputs is not there */
  async grid(resolved: ResolvedInputs, across: InputId, up: InputId): Promise<DecisionGrid | null> {
    const answer = await this.#grid.ask({ kind: 'grid', resolved, across, up });
    return answer?.kind === 'grid' ? answer.grid : null;
  }

  /** Ends both workers, once the view is left. */
  close(): void {
    this.#outlook.close();
    this.#grid.close();
  }
}

function startWorker() {
  return workerPort<OutlookQuestion, OutlookAnswer>(
    new Worker(new URL('./outlook-worker.ts', import.meta.url), { type: 'module' }),
  );
}
