import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { RunCost } from '../../app/cost/run-cost.ts';
import type { RunSummary } from '../../app/training/run.ts';

/** A run as scripts see it: the summary, its cost under `cost.usd`. */
export type RunJson = Omit<RunSummary, 'costUsd'> & {
  readonly cost: { readonly usd: number | null } & Partial<Omit<RunCost, 'usd' | 'rented'>>;
};

/** @param cost what the run cost in detail; null where it is not worked out or cannot be */
export function runJson(run: RunSummary, cost: RunCost | null): RunJson {
  const { costUsd, ...rest } = run;
  if (cost === null) return { ...rest, cost: { usd: costUsd } };
  const { rented: _, ...own } = cost;
  return { ...rest, cost: own };
}

/** What a run cost; null for one that has nothing to price, such as a run that never began. */
export async function priceOf(client: HostClient, run: RunSummary): Promise<RunCost | null> {
  const cost = await client.request('runs.cost', { run: run.id });
  return cost.ok ? cost.value : null;
}
