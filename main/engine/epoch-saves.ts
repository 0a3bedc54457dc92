import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EngineEvent } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Checkpoint, FinishedEpoch } from './checkpoint.ts';
import type { CheckpointFolder, SavedCheckpoints } from './checkpoint-folder.ts';
import { epochEvent } from './epoch-event.ts';
import { release, type Tensors } from './runtimes/runtime.ts';

/** A state larger than this is not held for longer than one call beside the ones that follow. */
const MOST_HELD_BYTES = 64 * 1024 ** 2;
/** More than a save has short operations between two that wait for the disk. */
const TURNS = 16;

interface EpochSave {
  readonly finished: FinishedEpoch;
  readonly state: Tensors;
  readonly answer: Promise<Result<SavedCheckpoints>>;
  settled: boolean;
  /** Whether nobody else needs its state. */
  left: boolean;
}

/**
 * Saves finished epochs while training goes on: waiting for the disk took up to a tenth of an epoch
 * of the reference model (16–30 ms of some 300).
 */
export class EpochSaves {
  readonly #folder: CheckpointFolder;
  #last: EpochSave | null = null;

  constructor(folder: CheckpointFolder) {
    this.#folder = folder;
  }

  /** Begins to save an epoch; the last one must have been taken. The state must stay as it is. */
  begin(finished: FinishedEpoch, checkpoint: Checkpoint, best: boolean): void {
    const { state } = checkpoint;
    const answer = this.#folder.saveEpoch(checkpoint, best);
    const save: EpochSave = { finished, state, answer, settled: false, left: false };
    void answer.then(() => {
      save.settled = true;
    });
    this.#last = save;
  }

  /** Lets in what the disk has answered, and asks it for more. @returns whether a save is over */
  async advance(): Promise<boolean> {
    for (let turn = 0; turn < TURNS && this.#last?.settled === false; turn += 1) await nextTurn();
    return this.#last?.settled ?? false;
  }

  /** Waits for the save under way. @returns how the host hears of the epoch; null if there is none */
  async take(): Promise<Result<EngineEvent | null>> {
    if (this.#last === null) return ok(null);
    const save = this.#last;
    const saved = await save.answer;
    this.#last = null;
    if (save.left) release(save.state);
    return saved.ok ? ok(epochEvent(save.finished, saved.value)) : saved;
  }

  /** Gives a state's memory back, as soon as it is not being saved any more. */
  async free(state: Tensors): Promise<void> {
    if (this.#last?.state !== state) return release(state);
    this.#last.left = true;
    if (bytesOf(state) > MOST_HELD_BYTES) await this.#last.answer;
  }
}

const bytesOf = (tensors: Tensors): number =>
  Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
