import type { PackId, PackReport } from '../../app/contract/packs.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Answers, FakeBridge } from './fake-bridge.ts';

const MISSING: readonly PackReport[] = [
  aPackReport('tensorflow', '2.21.0', 274_000_871, 898_697_150),
  aPackReport('tensorflow-gpu', '2.21.0', 3_341_084_860, 5_145_926_809),
  aPackReport('cuda', '1.30.0', 1_427_919_881, 2_001_816_944),
];

/** Packs of a host in memory, none of them installed at first; installing takes no time. */
export function fakePacks(bridge: () => FakeBridge): Answers {
  let packs = MISSING;

  const change = (id: PackId, status: PackReport['status']): Result<PackReport> => {
    packs = packs.map((pack) => (pack.id === id ? { ...pack, status } : pack));
    const changed = packs.find((pack) => pack.id === id);
    if (changed === undefined) throw new Error(`The fake has no pack ${id}.`);
    bridge().tell('pack.changed', changed);
    return ok(changed);
  };

  return {
    'packs.list': () => ok(packs),
    'packs.active': () => ok(null),
    'packs.install': ({ pack }) => change(pack, 'installed'),
    'packs.cancel': () => ok(null),
    'packs.dismiss': ({ pack }) => change(pack, 'missing'),
    'packs.remove': ({ pack }) => change(pack, 'missing'),
  };
}

function aPackReport(
  id: PackId,
  version: string,
  downloadBytes: number,
  sizeBytes: number,
): PackReport {
  return { id, version, status: 'missing', error: null, failed: null, downloadBytes, sizeBytes };
}
