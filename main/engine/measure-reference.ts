import type { MeasuredModel } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import { randomStream } from '../../app/random.ts';
import { CURVE_STEPS, LEAST_CURVE_STEPS } from '../../app/training/loss-curve.ts';
import { REFERENCES, type ReferenceName } from '../../app/training/reference-model.ts';
import { CallLength } from './call-length.ts';
import { gathered } from './gathered-rows.ts';
import { graphSteps } from './graphs.ts';
import { type ReferenceRows, referenceRows } from './reference-rows.ts';
import type { RowInputs } from './row-source.ts';
import { release, type Tensors } from './runtimes/runtime.ts';
import { initialTensors } from './starting-point.ts';
import type { TrainingStep } from './steps.ts';
import type { EngineMeans } from './work.ts';

/** For how long it is trained: while calls find their length and the processor its clock, nothing counts. */
export interface MeasuredTime {
  readonly warmSeconds: number;
  readonly seconds: number;
  /**
   * What all of it may take, from its opening on: an engine that is too slow for that has fewer
   * losses, and is measured more briefly. Never left short where left out.
   */
  readonly mostSeconds?: number | undefined;
}

export const USUAL_TIME: MeasuredTime = { warmSeconds: 0.5, seconds: 2 };
/** Of that, for the losses: comparing them comes before speed. */
const CURVE_SHARE = 0.6;

type Means = Pick<EngineMeans, 'runtime' | 'steps' | 'execution'>;

/** Rows of the next steps: the same ones in every engine. */
type Batches = (steps: number) => RowInputs;

/** Trains one reference model: first the steps whose losses are compared, then for its speed. */
export async function measureReference(
  name: ReferenceName,
  { runtime, steps = graphSteps(runtime), execution }: Means,
  time = USUAL_TIME,
): Promise<Result<MeasuredModel>> {
  const { model, data, plan } = REFERENCES[name];
  const { batchSize } = plan;
  const { mostSeconds = Number.POSITIVE_INFINITY } = time;
  const began = performance.now();
  const left = (share: number) => share * mostSeconds - (performance.now() - began) / 1000;
  const step = await steps.openTraining({ model, plan, data, batchSize, execution });
  if (!step.ok) return step;
  const rows = referenceRows(data);
  const isAway = runtime.device.kind === 'gpu';
  const drawn = drawnRows(plan.seed, rows, batchSize);
  const batches: Batches = (count) => (isAway ? gathered(drawn(count)) : drawn(count));
  const initial = initialTensors(step.value.state, plan.seed);
  const curve = await lossCurve(step.value, initial, batches, () => left(CURVE_SHARE));
  if (!curve.ok) return curve;
  const most = Math.min(step.value.mostSteps, Math.floor(rows.rows / batchSize));
  const callLength = new CallLength(most);
  const speed = await throughput(step.value, curve.value.state, batches, callLength, {
    warmSeconds: Math.min(time.warmSeconds, Math.max(0, left(1) / 2)),
    seconds: Math.min(time.seconds, Math.max(0, left(1) / 2)),
  });
  await step.value.close();
  return speed.ok ? ok({ name, samplesPerSecond: speed.value, losses: curve.value.losses }) : speed;
}

/** With repeats, as an epoch's rows are soon used up. */
function drawnRows(seed: number, { rows, ...data }: ReferenceRows, batchSize: number): Batches {
  const order = randomStream(seed, 'reference/order');
  return (steps) => ({
    ...data,
    indices: Int32Array.from({ length: steps * batchSize }, () => order.nextBelow(rows)),
  });
}

async function lossCurve(
  step: TrainingStep,
  initial: Tensors,
  batches: Batches,
  secondsLeft: () => number,
): Promise<Result<{ readonly losses: (number | null)[]; readonly state: Tensors }>> {
  const losses: (number | null)[] = [];
  let state = initial;
  let wanted = secondsLeft() === Number.POSITIVE_INFINITY ? CURVE_STEPS : LEAST_CURVE_STEPS;
  while (losses.length < CURVE_STEPS) {
    if (losses.length >= LEAST_CURVE_STEPS && secondsLeft() <= 0) break;
    const steps = Math.min(step.mostSteps, wanted, CURVE_STEPS - losses.length);
    const rows = batches(steps);
    const began = performance.now();
    const done = await step.run(state, rows);
    if (!done.ok) return done;
    const perStep = (performance.now() - began) / 1000 / steps;
    const missing = Math.max(1, LEAST_CURVE_STEPS - losses.length - steps);
    wanted = Math.max(missing, Math.floor(secondsLeft() / perStep));
    for (const loss of done.value.losses) losses.push(Number.isFinite(loss) ? loss : null);
    release(state, done.value.state);
    state = done.value.state;
  }
  return ok({ losses, state });
}

/** Samples a second by the steps alone, in calls of the length that training uses. */
async function throughput(
  step: TrainingStep,
  initial: Tensors,
  batches: Batches,
  callLength: CallLength,
  time: MeasuredTime,
): Promise<Result<number>> {
  let state = initial;
  let warmed = 0;
  let samples = 0;
  let seconds = 0;
  while (samples === 0 || seconds < time.seconds) {
    const steps = callLength.next(Number.POSITIVE_INFINITY);
    const rows = batches(steps);
    const began = performance.now();
    const done = await step.run(state, rows);
    if (!done.ok) return done;
    const took = (performance.now() - began) / 1000;
    callLength.measured(steps, took);
    release(state, done.value.state);
    state = done.value.state;
    if (warmed < time.warmSeconds) {
      warmed += took;
    } else {
      samples += rows.indices.length;
      seconds += took;
    }
  }
  return ok(samples / seconds);
}
