import { fail, ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import type { RunStatus, RunSummary } from '../../app/training/run.ts';
import type { VerbContext } from './verb.ts';

/**
 * Asks a run's engine for something and waits until it has happened, so that the next command of a
 * script finds it done.
 * @param isDone whether the run is where it was asked to be
 */
export async function steerRun(
  { client, lost }: VerbContext,
  request: 'runs.pause' | 'runs.stop',
  run: string,
  isDone: (status: RunStatus) => boolean,
): Promise<Result<RunSummary>> {
  const latest = new Map<RunId, RunSummary>();
  let wake: () => void = () => {};
  const unsubscribe = client.subscribe('run.changed', (changed) => {
    latest.set(changed.id, changed);
    wake();
  });
  try {
    const asked = await client.request(request, { run });
    if (!asked.ok) return asked;
    const { id } = asked.value;
    for (;;) {
      const now = latest.get(id) ?? asked.value;
      if (isDone(now.status)) return ok(now);
      const woken = new Promise<null>((resolve) => {
        wake = () => resolve(null);
      });
      const loss = await Promise.race([woken, lost]);
      if (loss !== null) return fail(loss);
    }
  } finally {
    unsubscribe();
  }
}
