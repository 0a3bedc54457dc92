import { join } from 'node:path';
import { modelFlopsPerSample } from '../../../app/compiler/model-flops.ts';
import type {
  BenchCase,
  BenchPeer,
  PeerFigures,
  PeerSettings,
} from '../../../app/contract/bench-report.ts';
import { type AppError, ok, type Result } from '../../../app/errors.ts';
import type { DeviceKind } from '../../../app/training/engines.ts';
import type { RunEnvironment } from '../../../app/training/run.ts';
import { median } from '../figure.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { CARD_ROWS_FACTOR, type CaseName, COMPARE_CASES, type CompareCase } from './cases.ts';
import { type EngineWindow, engineWindow, type Window, type WindowMeans } from './engine-window.ts';
import { type EnteredPeer, enterPeer, isCompiled, type PeerCommand } from './entered-peer.ts';
import { writeMadeUpData } from './made-up-data.ts';
import { alternate, type Contestant, type Round, TOLERATED_SHARE } from './rounds.ts';

export interface CompareMeans extends WindowMeans {
  /** What the engine and the peers compute on. */
  readonly device: DeviceKind;
  /** Undisturbed rounds wanted. */
  readonly rounds: number;
  readonly pytorch: Result<PeerCommand>;
  /** What PyTorch's program takes besides the case. */
  readonly pytorchArgs: readonly string[];
  readonly tensorflow: Result<PeerCommand>;
  /** Told of each case as it begins (round −1: peers are prepared) and of each round. */
  readonly progress: (name: CaseName, round: number) => void;
  /** Told of a peer's mode that does not work here. */
  readonly leftOut: (error: AppError) => void;
}

export interface ComparedCase {
  /** All but what the machine's peak decides. */
  readonly figures: Omit<BenchCase, 'peakShare'>;
  readonly environment: RunEnvironment;
  readonly pytorch: PeerSettings | null;
}

/** What other programs do with the processor says little of a card. */
const TOLERATED_SHARES: Readonly<Record<DeviceKind, number>> = {
  cpu: TOLERATED_SHARE,
  gpu: Number.POSITIVE_INFINITY,
};

const HERE = 'hearth';
const NONE_RAN: AppError = { code: 'peers/failed', peer: 'PyTorch', reason: 'no mode works here' };

/** Trains one case here and by every peer that is there, in turn. */
export async function compareCase(
  name: CaseName,
  means: CompareMeans,
): Promise<Result<ComparedCase>> {
  const compared: CompareCase = COMPARE_CASES[name];
  const flops = modelFlopsPerSample(compared.model, compared.data);
  if (!flops.ok) throw new Error(`The case ${name} is wrong: ${flops.error.code}`);
  means.progress(name, -1);
  const onCard = means.device === 'gpu';
  const enter = (peer: string, command: Result<PeerCommand>, args: readonly string[]) => {
    const entry = { args: [name, ...args], seconds: means.seconds, isShortlisted: onCard };
    return enterPeer(peer, command, entry, means.leftOut);
  };
  const pytorch = await enter('pytorch', means.pytorch, means.pytorchArgs);
  const tensorflow = await enter('tensorflow', means.tensorflow, []);
  const entered = [pytorch, tensorflow].flatMap((each) => (each.ok ? [each.value] : []));
  try {
    return await inTemporaryFolder(async (folder) => {
      const rows = compared.rows * (onCard ? CARD_ROWS_FACTOR : 1);
      await writeMadeUpData(join(folder, 'dataset'), compared.data, rows);
      const windows: EngineWindow[] = [];
      const here: Contestant<Window> = {
        name: HERE,
        measure: async () => {
          const window = await engineWindow(means, compared, folder);
          if (window.ok) windows.push(window.value);
          return window;
        },
      };
      const contestants = [here, ...entered.flatMap((peer) => peer.contestants)];
      const done = await alternate(
        contestants,
        means.rounds,
        (round) => means.progress(name, round),
        TOLERATED_SHARES[means.device],
      );
      if (!done.ok) return done;
      const last = windows.at(-1);
      if (last === undefined) throw new Error(`${name} was not measured`);
      const { rounds, disturbed } = done.value;
      const samplesPerSecond = median(rounds.map((round) => rateOf(round, HERE)));
      const figures = {
        name,
        batchSize: compared.plan.batchSize,
        samplesPerSecond,
        gflops: (samplesPerSecond * flops.value) / 1e9,
        sessionMs: median(windows.map(({ ready }) => ready.sessionMs)),
        stepsPerCall: last.call.steps,
        handoverShare: last.call.fixedShare,
        callShare: last.callShare,
        rounds: rounds.length,
        disturbed,
        peers: {
          'pytorch-eager': figuresOf(rounds, pytorch, (mode) => mode === 'pytorch/eager'),
          'pytorch-compiled': figuresOf(rounds, pytorch, isCompiled),
          'pytorch-best': figuresOf(rounds, pytorch, () => true),
          'tfjs-node': figuresOf(rounds, tensorflow, () => true),
        } satisfies Record<BenchPeer, PeerFigures>,
      };
      const settings = pytorch.ok ? pytorch.value.settings : null;
      return ok({ figures, environment: last.ready.environment, pytorch: settings });
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
