import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EngineEvent } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import { elementCount } from '../../app/shape.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import type { Checkpoint, FinishedEpoch } from './checkpoint.ts';
import type { CheckpointFolder, SavedCheckpoints } from './checkpoint-folder.ts';
import { epochEvent } from './epoch-event.ts';
import { release, type Tensor, type Tensors } from './runtimes/runtime.ts';
import { isLargeState, SavePace } from './save-pace.ts';

/**
 * A state of which more than this is made anew by each call is not held for longer than one call
 * beside the ones that follow.
 */
const MOST_HELD_BYTES = 64 * BYTES_PER_MIB;
/** As many as a checkpoint knows all of, if the host dies before it has heard of them. */
const MOST_TOGETHER = 100;
/** More than a save has short operations between two that wait for the disk. */
const TURNS = 16;

/** Epochs that one save makes safe: the checkpoint of the last of them knows of all. */
interface Together {
  readonly epochs: readonly FinishedEpoch[];
  /** Null where its state was too large to wait; a later one knows of all too. */
  readonly latest: Checkpoint | null;
  /** After the best of them, if it is the best so far. */
  readonly best: Checkpoint | null;
}

interface Saving extends Together {
  readonly answer: Promise<Result<SavedCheckpoints>>;
  /** Settles once its states may change or go. */
  readonly read: Promise<unknown>;
  isRead: boolean;
  settled: boolean;
}

/**
 * Saves finished epochs while training goes on, and tells of them once they are on the disk. Epochs
 * that follow each other quickly are saved together: each by itself, those of the reference model
 * would spend 16–30 ms of some 300 on it, and those of a small table most of their time. Those of a
 * large state would spend a tenth of it.
 */
export class EpochSaves {
  readonly #folder: CheckpointFolder;
  readonly #pace: SavePace;
  #waiting: Together | null = null;
  #saving: Saving | null = null;
  /** States that are to be saved, and whether nobody else needs them. */
  readonly #left = new Map<Tensors, boolean>();
  /** What training goes on with. */
  #next: Tensors = {};
  /** Tables that training changes in their place. */
  #inPlace: readonly string[] = [];
  /** Tables of a state that nobody needs any more: memory that is there takes a copy far sooner. */
  #spare: Tensors = {};

  /** @param now milliseconds of a clock that never goes back */
  constructor(folder: CheckpointFolder, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#pace = new SavePace(now);
  }

  /**
   * Takes an epoch to be saved. The state must stay as it is until it is given to `free`.
   * @returns what the host hears of epochs that are safe by now, or why one could not be saved
   */
  async add(
    finished: FinishedEpoch,
    checkpoint: Checkpoint,
    best: boolean,
  ): Promise<Result<readonly EngineEvent[]>> {
    const { state } = checkpoint;
    const waiting = this.#waiting;
    this.#waiting = {
      epochs: [...(waiting?.epochs ?? []), finished],
      latest: checkpoint,
      best: best ? checkpoint : (waiting?.best ?? null),
    };
    if (!this.#left.has(state)) this.#left.set(state, false);
    if (waiting !== null) this.#dropUnused(waiting);
    if (!this.#folder.keepsEpochs) {
      if (!isLarge(state)) return this.advance();
      if (!this.#isDue(state)) return this.#heard();
    }
    const told = await this.#settled();
    this.#begin();
    return told;
  }

  /** Lets in what the disk has answered, and asks it for more. @returns as `add` */
  async advance(): Promise<Result<readonly EngineEvent[]>> {
    const told = await this.#heard();
    const latest = this.#waiting?.latest ?? null;
    if (latest !== null && !isLarge(latest.state) && this.#isDue(latest.state)) this.#begin();
    return told;
  }

  /** Whether the midst of an epoch is to be saved, since nothing was for long. */
  isOverdue(state: Tensors): boolean {
    return this.#saving === null && this.#pace.isOverdue(bytesOf(state));
  }

  /** Takes where training stands in the midst of an epoch. @returns as `add` */
  async addWithin(checkpoint: Checkpoint): Promise<Result<readonly EngineEvent[]>> {
    const { state } = checkpoint;
    const waiting = this.#waiting;
    const { epochs = [], best = null } = waiting ?? {};
    this.#waiting = { epochs, latest: checkpoint, best };
    if (!this.#left.has(state)) this.#left.set(state, false);
    if (waiting !== null) this.#dropUnused(waiting);
    const told = await this.#settled();
    this.#begin();
    return told;
  }

  /** Whether epochs wait whose state is gone: `flush` needs a later one. */
  get needsLater(): boolean {
    return this.#waiting !== null && this.#waiting.latest === null;
  }

  /**
   * Waits until all epochs are safe.
   * @param later where training stands now, saved where the last epoch's own state is gone; where it
   * is null too, the best epoch's is, and the epochs after it are lost as if the machine had died
   * @returns as `add`
   */
  async flush(later: Checkpoint | null = null): Promise<Result<readonly EngineEvent[]>> {
    const before = await this.#settled();
    if (!before.ok) return before;
    if (this.needsLater) this.#take(later ?? this.#waiting?.best ?? null);
    this.#begin({ isWaitedFor: true });
    const rest = await this.#settled();
    return rest.ok ? ok([...before.value, ...rest.value]) : rest;
  }

  /**
   * What training may go on with where it changes tables in their place: the state itself, or, where
   * it is still to be saved, one that has tables of its own.
   */
  unshared(state: Tensors, inPlace: readonly string[]): Tensors {
    this.#inPlace = inPlace;
    if (inPlace.length === 0) return state;
    this.#passOver(state);
    const isHeld = this.#left.has(state);
    const copies = isHeld ? copied(only(state, inPlace), this.#spare) : {};
    release(this.#spare, copies);
    this.#spare = {};
    return isHeld ? { ...state, ...copies } : state;
  }

  /** Whether a state is still to be saved or read. */
  holds(state: Tensors): boolean {
    return this.#left.has(state);
  }

  /**
   * Gives a state's memory back, as soon as it is not to be read any more.
   * @param next what training goes on with; arrays that are part of it stay
   */
  async free(state: Tensors, next: Tensors = {}): Promise<void> {
    this.#next = next;
    if (!this.#left.has(state)) return release(state, next);
    this.#left.set(state, true);
    this.#passOver(state);
    const isAnew = bytesOf(state, this.#inPlace) > MOST_HELD_BYTES;
    const isSeveral = this.#left.size > 1 && bytesOf(state) > MOST_HELD_BYTES;
    if (isAnew || isSeveral) await this.#saving?.read;
  }

  /** Training goes on from a state: if it is large, a later one is saved in its place. */
  #passOver(state: Tensors): void {
    const waiting = this.#waiting;
    if (waiting?.latest?.state !== state || !isLarge(state)) return;
    this.#waiting = { ...waiting, latest: null };
    this.#dropUnused(waiting);
  }

  /** Makes a checkpoint that of the waiting epochs, as far as it knows of them. */
  #take(latest: Checkpoint | null): void {
    if (this.#waiting === null || latest === null) return;
    const { epochs, best } = this.#waiting;
    const known = epochs.filter(({ report }) => report.epoch < latest.progress.epoch);
    this.#waiting = { epochs: known, latest, best };
    if (!this.#left.has(latest.state)) this.#left.set(latest.state, false);
  }

  /** Whether the next save may begin; none is under way then. */
  #isDue(state: Tensors): boolean {
    if (this.#saving !== null) return false;
    const isFull = (this.#waiting?.epochs.length ?? 0) >= MOST_TOGETHER;
    return isFull || this.#pace.isDue(bytesOf(state));
  }

  /** @param isWaitedFor whether training stands still until all is saved */
  #begin({ isWaitedFor = false } = {}): void {
    if (this.#waiting === null || this.#waiting.latest === null) return;
    const { latest, best, epochs } = this.#waiting;
    const ended = this.#pace.begin();
    const earlierBest = best === latest ? null : best;
    let hasRead = (): void => {};
    const read = new Promise<void>((resolve) => {
      hasRead = resolve;
    });
    const onRead = isWaitedFor ? undefined : () => hasRead();
    const answer = this.#folder.saveEpoch(latest, best === latest, earlierBest, onRead);
    const saving: Saving = {
      ...{ epochs, latest, best, answer },
      read: Promise.race([read, answer]).then(() => this.#letGo(saving)),
      isRead: false,
      settled: false,
    };
    void answer.then(() => {
      saving.settled = true;
      ended();
    });
    this.#saving = saving;
    this.#waiting = null;
  }

  /** What the disk has answered by now. */
  async #heard(): Promise<Result<readonly EngineEvent[]>> {
    for (let turn = 0; turn < TURNS && this.#saving?.settled === false; turn += 1) await nextTurn();
    return this.#saving?.settled === true ? this.#settled() : ok([]);
  }

  /** Waits for the save under way. */
  async #settled(): Promise<Result<readonly EngineEvent[]>> {
    const saving = this.#saving;
    if (saving === null) return ok([]);
    const saved = await saving.answer;
    this.#saving = null;
    this.#letGo(saving);
    return saved.ok ? ok(toldOf(saving, saved.value)) : saved;
  }

  /** The states of a save are not needed for it any more. */
  #letGo(saving: Saving): void {
    if (saving.isRead) return;
    saving.isRead = true;
    this.#dropUnused(saving);
  }

  /** Forgets states of epochs that are not to be saved any more, and frees those nobody needs. */
  #dropUnused({ latest, best }: Together): void {
    const reading = this.#saving?.isRead === true ? null : this.#saving;
    const used = [this.#waiting, reading].flatMap((each) => [each?.latest, each?.best]);
    for (const checkpoint of new Set([latest, best])) {
      if (checkpoint === null || used.includes(checkpoint)) continue;
      if (this.#left.get(checkpoint.state) === true) {
        release(this.#spare);
        this.#spare = only(checkpoint.state, this.#inPlace);
        release(checkpoint.state, { ...this.#next, ...this.#spare });
      }
      this.#left.delete(checkpoint.state);
    }
  }
}

/**
 * Each epoch's event; the first names the checkpoint that knows of all, the best its own. Without
 * epochs, the checkpoint's own event.
 */
function toldOf({ epochs }: Together, saved: SavedCheckpoints): readonly EngineEvent[] {
  if (epochs.length === 0) {
    return saved.checkpoints.map((checkpoint) => ({ kind: 'checkpoint', checkpoint }));
  }
  return epochs.map((finished, place) =>
    epochEvent(finished, {
      checkpoints: saved.checkpoints.filter(({ kind, epoch }) =>
        kind === 'best' ? epoch === finished.report.epoch : place === 0,
      ),
      deletedCheckpoints: place === 0 ? saved.deletedCheckpoints : [],
    }),
  );
}

function only(tensors: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => names.includes(name)));
}

/** Copies of float32 tensors, written into what there is to spare of the same names. */
function copied(tensors: Tensors, spare: Tensors): Tensors {
  const copyOf = (name: string, tensor: Tensor): Tensor => {
    const { data: memory } = spare[name] ?? {};
    if (tensor.dtype !== 'float32') return tensor;
    if (!(memory instanceof Float32Array)) return { ...tensor, data: tensor.data.slice() };
    memory.set(tensor.data);
    return { ...tensor, data: memory };
  };
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, copyOf(name, tensor)]),
  );
}

const isLarge = (state: Tensors): boolean => isLargeState(bytesOf(state));

/** @param except names of tensors that do not count */
const bytesOf = (tensors: Tensors, except: readonly string[] = []): number =>
  Object.entries(tensors).reduce(
    (sum, [name, tensor]) => sum + (except.includes(name) ? 0 : tensorBytes(tensor)),
    0,
  );

/** Also of one that lies on a device. */
const tensorBytes = ({ dtype, shape }: Tensor): number => elementCount(shape) * BYTES_OF[dtype];

const BYTES_OF: Readonly<Record<Tensor['dtype'], number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  uint8: 1,
};
