import type { RunSummary } from '../../../app/training/run.ts';
import { isActive, nextStatus } from '../../../app/training/run-status.ts';
import type { RunOrder } from './run-commands.svelte.ts';

/** What can be told a run as it stands, the most useful first. */
export function possibleOrders({ status, resumable }: RunSummary): readonly RunOrder[] {
  if (!isActive(status)) return resumable ? ['resume'] : [];
  const orders: RunOrder[] = [];
  if (nextStatus(status, 'continue') !== null) orders.push('continue');
  if (nextStatus(status, 'pause') !== null) orders.push('pause');
  orders.push('stop');
  return orders;
}
