import { join } from 'node:path';
import type { BenchCase, BenchPeer, BenchReport } from '../../../app/contract/bench-report.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { machineFacts } from '../../doctor/machine-facts.ts';
import { findPythonEnvironment } from '../../peers/python-environment.ts';
import { findTensorflowAddon } from '../../peers/tensorflow-addon.ts';
import { engineAnswer } from '../../runs/engine-answer.ts';
import { startEngine } from '../../runs/engine-process.ts';
import type { CaseName } from './cases.ts';
import { type CaseFigures, type CompareMeans, compareCase } from './compare-case.ts';
import type { PeerCommand } from './entered-peer.ts';

/**
 * Measures the cases, one after the other, each beside the peers that are found.
 * @param resources `resources/peers/` of the product
 */
export async function compareAll(
  names: readonly CaseName[],
  resources: string,
  told: Pick<CompareMeans, 'rounds' | 'seconds' | 'progress' | 'leftOut'>,
): Promise<Result<BenchReport>> {
  const { cpuModel, cpuCores, memoryBytes } = await machineFacts();
  const means: CompareMeans = {
    startEngine,
    threads: cpuCores,
    pytorch: await pytorchCommand(resources),
    tensorflow: await tensorflowCommand(resources),
    ...told,
  };
  const peaks: number[] = [];
  const measured: CaseFigures[] = [];
  for (const name of names) {
    const work = { kind: 'measure', models: [], threads: 0 } as const;
    const peak = await engineAnswer(startEngine, work, 'measured');
    if (!peak.ok) return peak;
    peaks.push(peak.value.gemmGflops ?? Number.NaN);
    const figures = await compareCase(name, means);
    if (!figures.ok) return figures;
    measured.push(figures.value);
  }
  // Whatever else the machine does can only lower it.
  const gemmPeakGflops = Math.max(...peaks);
  const cases = measured.map((each) => ({ ...each, peakShare: each.gflops / gemmPeakGflops }));
  return ok({
    machine: { cpuModel, cpuCores, memoryBytes, platform: process.platform },
    gemmPeakGflops,
    cases,
    geometricMeans: {
      'pytorch-eager': geometricMean(cases, 'pytorch-eager'),
      'pytorch-best': geometricMean(cases, 'pytorch-best'),
      'tfjs-node': geometricMean(cases, 'tfjs-node'),
    },
  });
}

async function pytorchCommand(resources: string): Promise<Result<PeerCommand>> {
  const environment = await findPythonEnvironment(resources);
  return environment.ok
    ? ok([environment.value.python, join(resources, 'pytorch_bench.py')])
    : environment;
}

async function tensorflowCommand(resources: string): Promise<Result<PeerCommand>> {
  const folder = await findTensorflowAddon();
  return folder.ok
    ? ok([process.execPath, join(resources, 'tfjs_bench.mjs'), folder.value])
    : folder;
}

/** Of a peer's ratios; null where it ran no case. */
export function geometricMean(cases: readonly BenchCase[], peer: BenchPeer): number | null {
  const ratios = cases.flatMap(({ peers: { [peer]: figures } }) =>
    'ratio' in figures ? [figures.ratio] : [],
  );
  if (ratios.length === 0) return null;
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
