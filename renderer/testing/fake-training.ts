import type { RunSummary } from '../../app/training/run.ts';
import type { FakeBridge } from './fake-bridge.ts';

const CALLS_PER_EPOCH = 12;
const STEPS_PER_CALL = 2;
const INTERVAL_MS = 120;

/** Tells of a run as a host does while it trains: live figures with every call, metrics with every epoch. */
export function trainOn(bridge: FakeBridge, run: RunSummary): void {
  const totalCalls = run.plannedEpochs * CALLS_PER_EPOCH;
  let call = run.epochs * CALLS_PER_EPOCH;
  const timer = setInterval(() => {
    call++;
    const epoch = Math.floor((call - 1) / CALLS_PER_EPOCH);
    const step = call * STEPS_PER_CALL;
    const loss = 0.06 + 1.1 * Math.exp(-call / 80) * (1 + 0.15 * Math.sin(call * 1.7));
    const speed = 21_300 + 900 * Math.sin(call / 5);
    const point = { step, epoch, wallTimeMs: Date.now() };
    bridge.tell('run.metrics', {
      runId: run.id,
      points: [
        { ...point, tag: 'batch/loss', value: loss },
        { ...point, tag: 'throughput', value: speed },
      ],
    });
    bridge.tell('run.progress', {
      runId: run.id,
      epoch,
      step,
      totalSteps: totalCalls * STEPS_PER_CALL,
      samplesPerSecond: speed,
      secondsLeft: ((totalCalls - call) * INTERVAL_MS) / 1000,
    });
    if (call % CALLS_PER_EPOCH !== 0) return;
    const metrics = {
      loss,
      'val/loss': loss + 0.04,
      accuracy: 1 - loss / 4,
      'val/accuracy': 0.98 - loss / 4,
    };
    bridge.tell('run.metrics', {
      runId: run.id,
      points: Object.entries(metrics).map(([tag, value]) => ({ ...point, tag, value })),
    });
    bridge.tell('run.changed', { ...run, epochs: epoch + 1, metrics });
    if (call >= totalCalls) clearInterval(timer);
  }, INTERVAL_MS);
}
