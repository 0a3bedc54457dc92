import type { RunId } from '../../app/ids.ts';
import type { WaitingRun } from '../../app/training/run.ts';
import {
  type MachineRoom,
  type Place,
  placeOf,
  type RunNeed,
  waitReason,
  waitsFor,
} from './admission.ts';

/** A run in an engine process of its own. */
export interface ActiveRun {
  readonly id: RunId;
  pause(): void;
  continue(): void;
  /** Ends at the next call boundary with a checkpoint. */
  stop(): void;
  /** Settles once the run's last row is written. */
  readonly ended: Promise<void>;
}

/** What the line goes by. */
export interface QueueMeans {
  /** @param place where it is to compute, if its engine can be told */
  readonly start: (id: RunId, place: Place) => ActiveRun;
  /** Asked only while other runs train or cards are to choose from: counting it takes a moment. */
  readonly needOf: (id: RunId) => RunNeed;
  readonly room: () => MachineRoom;
  /** Looks at the cards anew, before those in line are let in where a run has ended. */
  readonly look?: () => Promise<unknown>;
  /** Told of the line each time that it may have changed while some wait. */
  readonly onLine?: (waiting: readonly WaitingRun[]) => void;
}

/**
 * Runs wait in line for the machine. Usually one trains at a time, since two on the same processor
 * would each take more than twice as long and make measured costs meaningless; where several may,
 * they start as cores and memory suffice. A run overtakes only those that wait for another device.
 */
export class RunQueue {
  readonly #means: QueueMeans;
  readonly #waiting: RunId[] = [];
  readonly #active = new Map<RunId, ActiveRun>();
  readonly #places = new Map<RunId, Place>();
  readonly #needs = new Map<RunId, RunNeed>();
  #closed = false;

  constructor(means: QueueMeans) {
    this.#means = means;
  }

  /** Runs in line and in training. */
  get size(): number {
    return this.#waiting.length + this.#active.size;
  }

  add(id: RunId): void {
    this.#waiting.push(id);
    this.#admit();
    this.#tell();
  }

  /** Those in line, the next one first, each with why it waits. */
  waiting(): readonly WaitingRun[] {
    const room = this.#means.room();
    const training = this.#active.size;
    return this.#waiting.map((runId, ahead) => {
      // What a run takes need not be counted where none is let in.
      const reason =
        training >= room.runsAtOnce
          ? 'turn'
          : waitReason(this.#needOf(runId), this.#running(), room);
      return { runId, reason, ahead, training };
    });
  }

  /** The run if it is training now. */
  active(id: RunId): ActiveRun | null {
    return this.#active.get(id) ?? null;
  }

  /** Whether a run trains or waits to. */
  has(id: RunId): boolean {
    return this.#active.has(id) || this.#waiting.includes(id);
  }

  /** Takes a waiting run out of the line; false if it was not waiting. */
  withdraw(id: RunId): boolean {
    const index = this.#waiting.indexOf(id);
    if (index < 0) return false;
    this.#waiting.splice(index, 1);
    this.#needs.delete(id);
    this.#tell();
    return true;
  }

  /** Lets those in line in that the machine has room for by now, as after a change of settings. */
  review(): void {
    this.#admit();
    this.#tell();
  }

  /** Starts nothing more and ends the training runs at checkpoints; the ids still in line come back. */
  async close(): Promise<readonly RunId[]> {
    this.#closed = true;
    const active = [...this.#active.values()];
    for (const run of active) run.stop();
    await Promise.all(active.map(({ ended }) => ended));
    return this.#waiting.splice(0);
  }

  #tell(): void {
    if (this.#waiting.length > 0) this.#means.onLine?.(this.waiting());
  }

  #admit(): void {
    const taken = new Set<string>();
    for (const id of [...this.#waiting]) {
      if (this.#closed) return;
      const room = this.#means.room();
      if (this.#active.size === 0 && room.cards.length < 2) {
        this.#begin(id, room.cards[0]?.id ?? '');
        continue;
      }
      if (this.#active.size >= room.runsAtOnce) return;
      const need = this.#needOf(id);
      const place = placeOf(need, this.#running(), room, taken);
      if (place !== undefined) this.#begin(id, place);
      else for (const device of waitsFor(need, room)) taken.add(device);
    }
  }

  /** What those in training take, each with the card that it has. */
  #running(): readonly RunNeed[] {
    return [...this.#places].map(([id, card]) => ({ ...this.#needOf(id), card }));
  }

  #needOf(id: RunId): RunNeed {
    const need = this.#needs.get(id) ?? this.#means.needOf(id);
    this.#needs.set(id, need);
    return need;
  }

  #begin(id: RunId, place: Place): void {
    this.#waiting.splice(this.#waiting.indexOf(id), 1);
    const run = this.#means.start(id, place);
    this.#active.set(id, run);
    this.#places.set(id, place);
    void run.ended.finally(async () => {
      this.#active.delete(id);
      this.#places.delete(id);
      this.#needs.delete(id);
      await this.#means.look?.();
      this.#admit();
      this.#tell();
    });
  }
}
