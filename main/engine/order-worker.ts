import { parentPort, workerData } from 'node:worker_threads';
import { shuffledRows } from '../../app/random.ts';

/** What `EpochOrders` starts this thread with. */
export interface OrderWorkerData {
  readonly seed: number;
  readonly rows: number;
}

const { seed, rows } = workerData as OrderWorkerData;

/** One order for each epoch asked for, in the order asked. */
parentPort?.on('message', (epoch: number) => {
  const order = shuffledRows(seed, epoch, rows);
  parentPort?.postMessage(order, [order.buffer as ArrayBuffer]);
});
