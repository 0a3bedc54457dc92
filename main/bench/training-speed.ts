import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { type MachineSpeed, machineSpeed } from '../../app/contract/engine.ts';
import { REFERENCE_MODEL, REFERENCE_PLAN } from '../../app/training/reference-model.ts';
import type { RunDetail } from '../../app/training/run.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import { startEngine } from '../runs/engine-process.ts';
import { asHost, unwrap } from './bench-host.ts';
import { type Figure, median } from './figure.ts';
import { writeMadeUpDigits } from './made-up-digits.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const DATASET = 'digits';
/** As many as MNIST has to train with; 70 % of them train here: 656 batches of 64 and a rest. */
const ROWS = 60_000;
const ROUNDS = 3;
/** Training seconds of a round: many calls, and several epochs with their validation and checkpoint. */
const ROUND_SECONDS = 8;
/**
 * A dense layer's forward pass takes 2 FLOPs for each weight, its backward pass 4: the custom that
 * the target was set by. The graph executes fewer, since no one needs the images' own gradient.
 */
const FLOPS_PER_PARAMETER = 6;
/** Samples of the event loop's delay; the figure includes this interval. */
const LOOP_SAMPLE_MS = 10;

interface Round {
  readonly before: MachineSpeed;
  readonly after: MachineSpeed;
  readonly samplesPerSecond: number;
  readonly flopsPerSample: number;
  readonly parameters: number;
  readonly loopDelayP99Ms: number;
}

/**
 * Trains the reference model through the host (import, engine process, metrics, store) between two
 * measurements of the machine, several times over: other programs then disturb both alike.
 */
export async function trainingSpeed(): Promise<readonly Figure[]> {
  return inTemporaryFolder((folder) =>
    asHost(folder, async (client) => {
      const path = await writeMadeUpDigits(folder, ROWS);
      unwrap(
        await client.request('datasets.import', {
          path,
          name: DATASET,
          options: { format: 'idx' },
          token: 'bench',
        }),
      );
      let before = await measured();
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const trained = await trainOnce(client, before.samplesPerSecond);
        const after = await measured();
        rounds.push({ ...trained, before, after });
        before = after;
      }
      return figuresOf(rounds);
    }),
  );
}

async function measured(): Promise<MachineSpeed> {
  const work = { kind: 'measure', models: ['mlp'], threads: 0 } as const;
  const speed = machineSpeed(unwrap(await engineAnswer(startEngine, work, 'measured')));
  if (speed === null) throw new Error('ONNX Runtime was measured for less than was asked.');
  return speed;
}

async function trainOnce(
  client: HostClient,
  expectedSamplesPerSecond: number,
): Promise<Omit<Round, 'before' | 'after'>> {
  const epochs = Math.max(2, Math.ceil((expectedSamplesPerSecond * ROUND_SECONDS) / (0.7 * ROWS)));
  const delay = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS });
  delay.enable();
  const detail = await runToEnd(client, epochs);
  delay.disable();
  return {
    samplesPerSecond: detail.run.timing.samplesPerSecond,
    flopsPerSample: detail.flopsPerSample,
    parameters: detail.parameters,
    loopDelayP99Ms: delay.percentile(99) / 1e6,
  };
}

async function runToEnd(client: HostClient, epochs: number): Promise<RunDetail> {
  const ended = new Promise<void>((resolve) => {
    const unsubscribe = client.subscribe('run.changed', (run) => {
      if (!['completed', 'stopped', 'failed', 'interrupted'].includes(run.status)) return;
      unsubscribe();
      resolve();
    });
  });
  const [started] = unwrap(
    await client.request('runs.start', {
      dataset: DATASET,
      model: REFERENCE_MODEL,
      template: null,
      plan: { ...REFERENCE_PLAN, epochs },
      name: null,
      tags: [],
    }),
  );
  await ended;
  const detail = unwrap(await client.request('runs.get', { run: started?.id ?? '' }));
  if (detail.run.status !== 'completed') throw new Error(JSON.stringify(detail.run.error));
  return detail;
}

function figuresOf(rounds: readonly Round[]): readonly Figure[] {
  const mean = (round: Round, key: keyof MachineSpeed) =>
    (round.before[key] + round.after[key]) / 2;
  const shareOfPeak = (round: Round, flopsPerSample: number) =>
    (round.samplesPerSecond * flopsPerSample) / (mean(round, 'gemmGflops') * 1e9);
  const overRounds = (figure: (round: Round) => number) => median(rounds.map(figure));
  const detail = {
    samplesPerSecond: overRounds((round) => round.samplesPerSecond),
    graphSamplesPerSecond: overRounds((round) => mean(round, 'samplesPerSecond')),
    gemmGflops: overRounds((round) => mean(round, 'gemmGflops')),
    executedShare: overRounds((round) => shareOfPeak(round, round.flopsPerSample)),
    rounds: rounds.length,
  };
  return [
    {
      id: 'gemm-share',
      label: 'MLP 784-512-512-10 training, share of the matrix-product peak',
      value: overRounds((round) => shareOfPeak(round, FLOPS_PER_PARAMETER * round.parameters)),
      unit: 'fraction',
      target: { kind: 'at-least', value: 0.65 },
      detail,
    },
    {
      id: 'loop-share',
      label: 'The rest of the loop (data, metrics, messages, store), share of the step time',
      value: overRounds((round) => 1 - round.samplesPerSecond / mean(round, 'samplesPerSecond')),
      unit: 'fraction',
      target: { kind: 'below', value: 0.1 },
      detail,
    },
    {
      id: 'event-loop',
      label: "The host's event loop while a run trains, p99 delay",
      value: Math.max(...rounds.map((round) => round.loopDelayP99Ms)),
      unit: 'ms',
      target: { kind: 'below', value: 50 },
      detail: { sampleMs: LOOP_SAMPLE_MS, rounds: rounds.length },
    },
  ];
}
