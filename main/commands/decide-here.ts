import type { HostClient } from '../../app/contract/dispatcher.ts';
import { decide } from '../../app/cost/decision/decide.ts';
import type { Decision } from '../../app/cost/decision/decision.ts';
import { resolveInputs } from '../../app/cost/decision/resolve-inputs.ts';
import type { ResolvedInputs } from '../../app/cost/decision/resolved-inputs.ts';
import type { Scenario } from '../../app/cost/decision/scenario.ts';
import { decisionOutlook } from '../../app/cost/outlook/decision-outlook.ts';
import type { Outlook } from '../../app/cost/outlook/outlook.ts';
import { ok, type Result } from '../../app/errors.ts';

/** A decision, how sure it is, and the day that ages are counted to. */
export interface DecidedHere {
  readonly decision: Decision;
  readonly outlook: Outlook;
  /** ISO date. */
  readonly today: string;
  /** What the decision follows from. */
  readonly resolved: ResolvedInputs;
}

/**
 * Decides a scenario in this process, with the sheets of the home: the host has runs to watch meanwhile. The same
 * functions as on the page, so the same figures.
 */
export async function decideHere(
  client: HostClient,
  scenario: Scenario,
): Promise<Result<DecidedHere>> {
  const { work, choices } = scenario;
  const context = await client.request('scenarios.context', {
    measurement: work === 'serving' ? choices.measurement : null,
    run: work === 'training' ? choices.run : null,
  });
  if (!context.ok) return context;
  const resolved = resolveInputs(scenario, context.value);
  if (!resolved.ok) return resolved;
  const outlook = decisionOutlook(resolved.value);
  if (!outlook.ok) return outlook;
  return ok({
    decision: decide(resolved.value),
    outlook: outlook.value,
    today: context.value.today,
    resolved: resolved.value,
  });
}
