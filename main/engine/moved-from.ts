import type { ComputedOn } from '../../app/training/run.ts';
import type { Checkpoint } from './checkpoint.ts';

/** What of a machine and its software decides a result's last bits. */
export function computedOn({ hearthVersion, runtime, cpuModel, gpu }: ComputedOn): ComputedOn {
  return { hearthVersion, runtime, cpuModel, gpu };
}

/**
 * What computed a run's earlier sessions, where that is not what goes on with it: kernels are chosen by
 * processor and version, so that even the same plan may round otherwise.
 * @param own the run's own checkpoint; null in a new run
 * @returns null where nothing is different, or known
 */
export function computedElsewhere(own: Checkpoint | null, here: ComputedOn): ComputedOn | null {
  const before = own?.madeOn;
  if (before === undefined) return null;
  const differs =
    before.hearthVersion !== here.hearthVersion ||
    before.runtime !== here.runtime ||
    before.cpuModel !== here.cpuModel ||
    before.gpu !== here.gpu;
  return differs ? before : null;
}
