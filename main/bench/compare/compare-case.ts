import { join } from 'node:path';
import { modelFlopsPerSample } from '../../../app/compiler/model-flops.ts';
import type { BenchCase, BenchPeer, PeerFigures } from '../../../app/contract/bench-report.ts';
import { type AppError, ok, type Result } from '../../../app/errors.ts';
import type { StartEngine } from '../../runs/engine-process.ts';
import { inTemporaryFolder } from '../bench-host.ts';
import { median } from '../figure.ts';
import { type CaseName, COMPARE_CASES, type CompareCase } from './cases.ts';
import { type EngineWindow, engineWindow, type Window } from './engine-window.ts';
import { type EnteredPeer, enterPeer, type PeerCommand } from './entered-peer.ts';
import { writeMadeUpData } from './made-up-data.ts';
import { alternate, type Contestant, type Round } from './rounds.ts';

export interface CompareMeans {
  readonly startEngine: StartEngine;
  readonly threads: number;
  /** Undisturbed rounds wanted. */
  readonly rounds: number;
  /** How long each trains in a round. */
  readonly seconds: number;
  readonly pytorch: Result<PeerCommand>;
  readonly tensorflow: Result<PeerCommand>;
  /** Told of each case as it begins (round −1: peers are prepared) and of each round. */
  readonly progress: (name: CaseName, round: number) => void;
  /** Told of a peer's mode that does not work here. */
  readonly leftOut: (error: AppError) => void;
}

/** All but what the machine's peak decides. */
export type CaseFigures = Omit<BenchCase, 'peakShare'>;

const HERE = 'hearth';
const NONE_RAN: AppError = { code: 'peers/failed', peer: 'PyTorch', reason: 'no mode works here' };

/** Trains one case here and by every peer that is there, in turn. */
export async function compareCase(
  name: CaseName,
  means: CompareMeans,
): Promise<Result<CaseFigures>> {
  const compared: CompareCase = COMPARE_CASES[name];
  const flops = modelFlopsPerSample(compared.model, compared.data);
  if (!flops.ok) throw new Error(`The case ${name} is wrong: ${flops.error.code}`);
  means.progress(name, -1);
  const entry = { caseName: name, threads: means.threads, seconds: means.seconds };
  const pytorch = await enterPeer('pytorch', means.pytorch, entry, means.leftOut);
  const tensorflow = await enterPeer('tensorflow', means.tensorflow, entry, means.leftOut);
  const entered = [pytorch, tensorflow].flatMap((each) => (each.ok ? [each.value] : []));
  try {
    return await inTemporaryFolder(async (folder) => {
      await writeMadeUpData(join(folder, 'dataset'), compared.data, compared.rows);
      const windows: EngineWindow[] = [];
      const here: Contestant<Window> = {
        name: HERE,
        measure: async () => {
          const window = await engineWindow(means.startEngine, compared, folder, means.seconds);
          if (window.ok) windows.push(window.value);
          return window;
        },
      };
      const contestants = [here, ...entered.flatMap((peer) => peer.contestants)];
      const done = await alternate(contestants, means.rounds, (round) =>
        means.progress(name, round),
      );
      if (!done.ok) return done;
      const { rounds, disturbed } = done.value;
      const samplesPerSecond = median(rounds.map((round) => rateOf(round, HERE)));
      return ok({
        name,
        batchSize: compared.plan.batchSize,
        samplesPerSecond,
        gflops: (samplesPerSecond * flops.value) / 1e9,
        sessionMs: median(windows.map(({ ready }) => ready.sessionMs)),
        rounds: rounds.length,
        disturbed,
        peers: {
          'pytorch-eager': figuresOf(rounds, pytorch, (mode) => mode === 'pytorch/eager'),
          'pytorch-best': figuresOf(rounds, pytorch, () => true),
          'tfjs-node': figuresOf(rounds, tensorflow, () => true),
        } satisfies Record<BenchPeer, PeerFigures>,
      });
    });
  } finally {
    for (const peer of entered) await peer.close();
  }
}

/** The fastest of a peer's modes that count. */
function figuresOf(
  rounds: readonly Round<Window>[],
  peer: Result<EnteredPeer>,
  counts: (name: string) => boolean,
): PeerFigures {
  if (!peer.ok) return { absent: peer.error };
  const figures = peer.value.contestants
    .filter(({ name }) => counts(name))
    .map(({ name }) => ({
      samplesPerSecond: median(rounds.map((round) => rateOf(round, name))),
      ratio: median(rounds.map((round) => rateOf(round, HERE) / rateOf(round, name))),
      mode: name,
    }))
    .sort((left, right) => right.samplesPerSecond - left.samplesPerSecond);
  return figures[0] ?? { absent: NONE_RAN };
}

function rateOf(round: Round<Window>, name: string): number {
  const window = round.get(name);
  if (window === undefined) throw new Error(`${name} took no part in a round`);
  return window.samplesPerSecond;
}
