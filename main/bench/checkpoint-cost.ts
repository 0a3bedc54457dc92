import { unwrap } from './bench-host.ts';
import { type CaseName, COMPARE_CASES } from './compare/cases.ts';
import type { Figure } from './figure.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { trainedCase } from './train-case.ts';

/** Epochs that take some ten seconds: most weights for the arithmetic, shortest epochs, usual ones. */
const RUNS = [
  ['mlp', 10],
  ['mf', 30],
  ['lstm', 3],
] as const satisfies readonly (readonly [CaseName, number])[];

/**
 * What checkpoints cost in runs as every run is, an epoch being the interval: the share of its
 * training that a run waits for them, by the engine's own clock. What the disk and the checksum take
 * beside the steps that go on meanwhile is not in it.
 */
export async function checkpointCost(): Promise<readonly Figure[]> {
  const shares: Record<string, number> = {};
  for (const [name, epochs] of RUNS) {
    const { savingSeconds, trainSeconds } = await inTemporaryFolder(async (folder) =>
      unwrap(await trainedCase(COMPARE_CASES[name], epochs, folder)),
    );
    shares[name] = savingSeconds / trainSeconds;
  }
  return [
    {
      id: 'checkpoint-share',
      label:
        'Checkpoints at the default interval, share of training time (largest of three models)',
      value: Math.max(...Object.values(shares)),
      unit: 'fraction',
      target: { kind: 'below', value: 0.02 },
      detail: shares,
    },
  ];
}
