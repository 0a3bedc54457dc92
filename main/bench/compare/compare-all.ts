import { join } from 'node:path';
import {
  BENCH_PEERS,
  type BenchCase,
  type BenchDevice,
  type BenchPeer,
  type BenchReport,
} from '../../../app/contract/bench-report.ts';
import type { EngineSetting } from '../../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { type DeviceKind, ENGINES, type EngineId } from '../../../app/training/engines.ts';
import type { RunEnvironment } from '../../../app/training/run.ts';
import { nvidiaCards } from '../../adapters/nvidia-driver.ts';
import { machineFacts } from '../../doctor/machine-facts.ts';
import { findPythonEnvironment } from '../../peers/python-environment.ts';
import { findTensorflowAddon } from '../../peers/tensorflow-addon.ts';
import { engineAnswer } from '../../runs/engine-answer.ts';
import { startEngine } from '../../runs/engine-process.ts';
import type { CaseName } from './cases.ts';
import { type ComparedCase, type CompareMeans, compareCase } from './compare-case.ts';
import type { PeerCommand } from './entered-peer.ts';

/** What somebody wishes to have measured, and how. */
export interface CompareWish
  extends Pick<
    CompareMeans,
    'rounds' | 'seconds' | 'warmSeconds' | 'setting' | 'progress' | 'leftOut'
  > {
  readonly engine: EngineId;
  /** At least one. */
  readonly names: readonly CaseName[];
  /** `resources/peers/` of the product. */
  readonly resources: string;
  /** Interpreter whose PyTorch is taken; null for the one that was built for this. */
  readonly python: string | null;
  /** How long a compiled mode may take to be ready. */
  readonly compileSeconds: number;
  /** Whether PyTorch's matrix products may be in TF32. */
  readonly tf32: boolean;
  /** Whether the engine multiplies large matrices first, which a slow card takes minutes for. */
  readonly measuresPeak: boolean;
}

/** Measures the cases, one after the other, each beside the peers that are found. */
export async function compareAll(wish: CompareWish): Promise<Result<BenchReport>> {
  const { cpuModel, cpuCores, memoryBytes } = await machineFacts();
  const { device } = ENGINES[wish.engine];
  const means: CompareMeans = {
    ...wish,
    startEngine,
    device,
    pytorch: await pytorchCommand(wish),
    pytorchArgs: pytorchArgs(wish, device, cpuCores),
    tensorflow: await tensorflowCommand(wish, device),
  };
  const peaks: (number | null)[] = [];
  const measured: ComparedCase[] = [];
  for (const name of wish.names) {
    // A card has it to itself, so once tells.
    if (wish.measuresPeak && (device === 'cpu' || peaks.length === 0)) {
      const peak = await gemmPeak(wish.setting);
      if (!peak.ok) return peak;
      peaks.push(peak.value);
    }
    const compared = await compareCase(name, means);
    if (!compared.ok) return compared;
    measured.push(compared.value);
  }
  const [first] = measured;
  if (first === undefined) throw new Error('No case was named.');
  const known = peaks.filter((peak) => peak !== null);
  // Whatever else the machine does can only lower it.
  const gemmPeakGflops = known.length === 0 ? null : Math.max(...known);
  const cases = measured.map(({ figures }) => ({
    ...figures,
    peakShare: gemmPeakGflops === null ? null : figures.gflops / gemmPeakGflops,
  }));
  return ok({
    machine: { cpuModel, cpuCores, memoryBytes, platform: process.platform },
    engine: wish.engine,
    runtime: first.environment.runtime,
    device: await deviceOf(device, first.environment),
    pytorch: measured.map(({ pytorch }) => pytorch).find((settings) => settings !== null) ?? null,
    gemmPeakGflops,
    cases,
    geometricMeans: geometricMeans(cases),
  });
}

async function gemmPeak(setting: EngineSetting): Promise<Result<number | null>> {
  const work = { kind: 'measure', models: [], ...setting } as const;
  const answer = await engineAnswer(startEngine, work, 'measured');
  return answer.ok ? ok(answer.value.gemmGflops) : answer;
}

async function deviceOf(kind: DeviceKind, environment: RunEnvironment): Promise<BenchDevice> {
  const { cpuModel, gpu, driver = null, memoryBytes } = environment;
  if (kind === 'cpu') return { kind, name: cpuModel, driver: null, memoryBytes };
  const card = (await nvidiaCards()).find(({ name }) => name === gpu);
  return { kind, name: gpu ?? '', driver, memoryBytes: card?.memoryBytes ?? null };
}

async function pytorchCommand({ python, resources }: CompareWish): Promise<Result<PeerCommand>> {
  const program = join(resources, 'pytorch_bench.py');
  if (python !== null) return ok([python, program]);
  const environment = await findPythonEnvironment(resources);
  return environment.ok ? ok([environment.value.python, program]) : environment;
}

/** As `pytorch_bench.py` takes them after the case. */
function pytorchArgs(
  { compileSeconds, tf32 }: CompareWish,
  device: DeviceKind,
  threads: number,
): readonly string[] {
  const named = device === 'gpu' ? 'cuda' : 'cpu';
  return [String(threads), named, String(compileSeconds), ...(tf32 ? ['tf32'] : [])];
}

async function tensorflowCommand(
  { resources }: CompareWish,
  device: DeviceKind,
): Promise<Result<PeerCommand>> {
  const elsewhere: AppError = { code: 'peers/other-device', peer: 'TensorFlow.js' };
  if (device === 'gpu') return fail(elsewhere);
  const folder = await findTensorflowAddon();
  return folder.ok
    ? ok([process.execPath, join(resources, 'tfjs_bench.mjs'), folder.value])
    : folder;
}

function geometricMeans(cases: readonly BenchCase[]): BenchReport['geometricMeans'] {
  const means = BENCH_PEERS.map((peer) => [peer, geometricMean(cases, peer)] as const);
  return Object.fromEntries(means) as Record<BenchPeer, number | null>;
}

/** Of a peer's ratios; null where it ran no case. */
export function geometricMean(cases: readonly BenchCase[], peer: BenchPeer): number | null {
  const ratios = cases.flatMap(({ peers: { [peer]: figures } }) =>
    'ratio' in figures ? [figures.ratio] : [],
  );
  if (ratios.length === 0) return null;
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
