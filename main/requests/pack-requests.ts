import type { PackReport } from '../../app/contract/packs.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Context, HandlersOf } from './context.ts';

/** Requests about the runtimes that a home has installed. */
export function packRequests({ packs, hub, queue }: Context): HandlersOf<'packs'> {
  function changed(result: Result<PackReport>): Result<PackReport> {
    if (result.ok) hub.emit('pack.changed', result.value);
    return result;
  }

  return {
    'packs.list': async () => ok(await packs.list()),
    'packs.active': () => ok(packs.progress),
    'packs.install': async ({ pack, from }) => {
      const result = await packs.install(pack, from);
      if (!result.ok && result.error.code !== 'packs/busy') {
        // A page that did not ask for it shows it under way until it hears of its end.
        const left = (await packs.list()).find(({ id }) => id === pack);
        if (left !== undefined) hub.emit('pack.changed', left);
      }
      return changed(result);
    },
    'packs.cancel': () => {
      packs.cancel();
      return ok(null);
    },
    'packs.dismiss': async ({ pack }) => changed(ok(await packs.dismiss(pack))),
    'packs.remove': async ({ pack }) =>
      queue.size > 0
        ? fail({ code: 'packs/in-use', pack, runs: queue.size })
        : changed(await packs.remove(pack)),
  };
}
