import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { Result } from '../../app/errors.ts';
import { composeWith } from '../compose.ts';
import { openHost } from '../home/open-host.ts';
import { findProduct } from '../product.ts';
import { startEngine } from '../runs/engine-process.ts';

/** Does something as the host of a home, as every host is: with its store, lock and transport. */
export async function asHost<T>(home: string, use: (client: HostClient) => Promise<T>): Promise<T> {
  const host = unwrap(
    await openHost({
      home,
      kind: 'cli',
      compose: composeWith(findProduct(), startEngine),
      quit: () => {},
      recordBug: (bug) => {
        console.error(bug);
        return 'bench';
      },
    }),
  );
  try {
    return await use(host.client());
  } finally {
    await host.close({ stopRuns: true });
  }
}

/** A benchmark has no one to tell of an expected failure: it ends. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}
