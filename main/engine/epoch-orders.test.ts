import { afterEach, expect, it } from 'vitest';
import { shuffledRows } from '../../app/random.ts';
import { type EpochOrders, epochOrders, type OrdersWanted } from './epoch-orders.ts';

const opened: EpochOrders[] = [];
afterEach(async () => {
  for (const orders of opened.splice(0)) await orders.close();
});

function open(wanted: OrdersWanted): EpochOrders {
  const orders = epochOrders(wanted);
  opened.push(orders);
  return orders;
}

it.each([
  ['few, drawn here', 105],
  ['many, drawn by another thread', 5000],
])('an epoch visits its rows in the same order wherever a session begins: %s', async (_, rows) => {
  const seed = 2 ** 33 + 5;
  for (const firstEpoch of [0, 2, 3]) {
    const orders = open({ seed, rows, firstEpoch, epochs: 4 });
    for (let epoch = firstEpoch; epoch < 4; epoch += 1) {
      expect(await orders.take(epoch)).toEqual(shuffledRows(seed, epoch, rows));
    }
  }
});
