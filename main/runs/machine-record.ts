import { type MachineSpeed, machineSpeed } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import { type MachineFacts, machineFacts } from '../doctor/machine-facts.ts';
import type { Store } from '../store/open.ts';
import { engineAnswer } from './engine-answer.ts';
import type { StartEngine } from './engine-process.ts';

/** Keys of the home's facts. A home that moves to another processor is measured anew. */
const CPU = 'cpu-model';
const GEMM_GFLOPS = 'gemm-gflops';
const SAMPLES_PER_SECOND = 'reference-samples-per-second';

/** What is known of the machine a home lives on. */
export interface MachineRecord {
  /** Looked up once. */
  facts(): Promise<MachineFacts>;
  /** The kept measurement; null until one was made on this processor. */
  speed(): Promise<MachineSpeed | null>;
  /** Measures in an engine process, some seconds of full load, and keeps the answer. */
  measure(threads: number): Promise<Result<MachineSpeed>>;
}

export function machineRecord(store: Store, startEngine: StartEngine): MachineRecord {
  let known: Promise<MachineFacts> | undefined;

  function facts(): Promise<MachineFacts> {
    known ??= machineFacts();
    return known;
  }

  async function speed(): Promise<MachineSpeed | null> {
    const { cpuModel } = await facts();
    const gemmGflops = store.facts.read(GEMM_GFLOPS)?.value;
    const samplesPerSecond = store.facts.read(SAMPLES_PER_SECOND)?.value;
    if (store.facts.read(CPU)?.value !== cpuModel) return null;
    if (typeof gemmGflops !== 'number' || typeof samplesPerSecond !== 'number') return null;
    return { gemmGflops, samplesPerSecond };
  }

  async function measure(threads: number): Promise<Result<MachineSpeed>> {
    const work = { kind: 'measure', models: ['mlp'], threads } as const;
    const answer = await engineAnswer(startEngine, work, 'measured');
    if (!answer.ok) return answer;
    const measured = machineSpeed(answer.value);
    if (measured === null) throw new Error('The engine was measured for less than was asked.');
    const { gemmGflops, samplesPerSecond } = measured;
    const { cpuModel } = await facts();
    const measuredAt = new Date().toISOString();
    const kept = store.transaction(() => {
      for (const [key, value] of [
        [CPU, cpuModel],
        [GEMM_GFLOPS, gemmGflops],
        [SAMPLES_PER_SECOND, samplesPerSecond],
      ] as const) {
        const written = store.facts.write(key, value, measuredAt);
        if (!written.ok) return written;
      }
      return ok(null);
    });
    return kept.ok ? ok({ gemmGflops, samplesPerSecond }) : kept;
  }

  return { facts, speed, measure };
}
