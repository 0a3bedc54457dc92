import { ok, type Result } from '../../app/errors.ts';
import type { CallLength } from './call-length.ts';
import type { OpenTraining } from './open-training.ts';
import type { RowInputs } from './row-source.ts';
import type { TrainingStep } from './steps.ts';

/** What one call of a graph computes. */
export interface Call {
  readonly graph: TrainingStep;
  readonly rows: Int32Array;
  /** Step of the epoch before which it ends. */
  readonly endStep: number;
}

interface BegunEpoch {
  readonly epoch: number;
  readonly order: Int32Array;
  /** Null where nothing of the epoch is left. */
  readonly first: Call | null;
}

type CallsOf = Pick<
  OpenTraining,
  'plan' | 'trainRows' | 'orders' | 'full' | 'rest' | 'stepsPerEpoch'
>;

/** The calls of a run in their order, the rows of each asked for while the one before it computes. */
export class EpochCalls {
  readonly #training: CallsOf;
  readonly #callLength: CallLength;
  #begun: BegunEpoch | null = null;
  /** The epoch after that, once its first rows are asked for. */
  #next: BegunEpoch | null = null;

  constructor(training: CallsOf, callLength: CallLength) {
    this.#training = training;
    this.#callLength = callLength;
  }

  /** The epoch's first call from `firstStep` on; null where it has none left. */
  async begin(epoch: number, firstStep: number): Promise<Call | null> {
    const begun = this.#next?.epoch === epoch ? this.#next : await this.#order(epoch, firstStep);
    this.#begun = begun;
    this.#next = null;
    this.#training.trainRows.begin?.(epoch);
    return begun.first;
  }

  /** The rows of a call of the epoch begun, and the call after it; null at the epoch's end. */
  async take({
    rows,
    endStep,
  }: Pick<Call, 'rows' | 'endStep'>): Promise<
    Result<{ readonly inputs: RowInputs; readonly following: Call | null }>
  > {
    const begun = this.#begun;
    if (begun === null) throw new Error('No epoch has begun.');
    const { plan, trainRows, stepsPerEpoch } = this.#training;
    const inputs = await trainRows.take(rows);
    if (!inputs.ok) return inputs;
    const following = nextCall(this.#training, begun.order, endStep, this.#callLength);
    if (following !== null) trainRows.prefetch(following.rows);
    // An epoch's last call may be a few rows, in whose time the next epoch's first are not read.
    const isLast = following === null || following.endStep === stepsPerEpoch;
    const epoch = begun.epoch + 1;
    if (isLast && this.#next === null && epoch < plan.epochs) {
      this.#next = await this.#order(epoch, 0);
      if (this.#next.first !== null) trainRows.prefetch(this.#next.first.rows);
    }
    return ok({ inputs: inputs.value, following });
  }

  async #order(epoch: number, firstStep: number): Promise<BegunEpoch> {
    const order = await this.#training.orders.take(epoch);
    const first = nextCall(this.#training, order, firstStep, this.#callLength);
    return { epoch, order, first };
  }
}

/** The steps from `firstStep` of the epoch on; null at its end, which no call crosses. */
function nextCall(
  { plan, full, rest, stepsPerEpoch }: CallsOf,
  order: Int32Array,
  firstStep: number,
  callLength: CallLength,
): Call | null {
  if (firstStep === stepsPerEpoch) return null;
  const firstRow = firstStep * plan.batchSize;
  const fullSteps = Math.floor(order.length / plan.batchSize);
  if (firstStep < fullSteps) {
    const endStep = firstStep + callLength.next(fullSteps - firstStep);
    return { graph: full, endStep, rows: order.subarray(firstRow, endStep * plan.batchSize) };
  }
  if (rest === null) throw new Error('The last batch is smaller, but has no graph.');
  return { graph: rest, endStep: stepsPerEpoch, rows: order.subarray(firstRow) };
}
