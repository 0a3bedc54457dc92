import { costOf, trainingBytes } from '../../app/compiler/cost.ts';
import type { EngineSetting } from '../../app/contract/engine.ts';
import type { Dataset } from '../../app/dataset/dataset.ts';
import { DEFAULT_ENGINE, ENGINES } from '../../app/training/engines.ts';
import type { RunDetail } from '../../app/training/run.ts';
import { usualThreads } from '../../app/training/threads.ts';
import type { RunNeed } from './admission.ts';

/** What a run counts for besides its tensors: its process, runtime and graphs. */
const PROCESS_BYTES = 300 * 2 ** 20;
/** Of the machine's memory, up to which a split is held whole. */
const DATA_SHARE = 1 / 4;

/**
 * What a run will take, counted on the graph that trains it.
 * @param cores of the machine
 * @param card  the one that the run is to have; null: any that its engine can take
 */
export function runNeed(
  { model, plan }: Pick<RunDetail, 'model' | 'plan'>,
  dataset: Dataset,
  { engine = DEFAULT_ENGINE, threads }: EngineSetting,
  { cores, memoryBytes }: { readonly cores: number; readonly memoryBytes: number },
  card: string | null = null,
): RunNeed {
  const { device } = ENGINES[engine];
  const cost = costOf(model, dataset, plan, plan.batchSize);
  const training = cost.ok ? trainingBytes(cost.value) : 0;
  const data = Math.min(dataset.sizeBytes, memoryBytes * DATA_SHARE);
  if (device === 'gpu') {
    return { device, cores: 1, hostBytes: data + PROCESS_BYTES, deviceBytes: training, card };
  }
  return {
    device,
    cores: threads === 0 ? usualThreads(cores) : threads,
    hostBytes: data + training + PROCESS_BYTES,
    deviceBytes: 0,
    card: null,
  };
}
