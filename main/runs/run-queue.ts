import type { RunId } from '../../app/ids.ts';
import { hasRoom, type MachineRoom, type RunNeed } from './admission.ts';

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
  readonly start: (id: RunId) => ActiveRun;
  /** Asked only while other runs train, as counting it takes a moment. */
  readonly needOf: (id: RunId) => RunNeed;
  readonly room: () => MachineRoom;
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
    return true;
  }

  /** Lets those in line in that the machine has room for by now, as after a change of settings. */
  review(): void {
    this.#admit();
  }

  /** Starts nothing more and ends the training runs at checkpoints; the ids still in line come back. */
  async close(): Promise<readonly RunId[]> {
    this.#closed = true;
    const active = [...this.#active.values()];
    for (const run of active) run.stop();
    await Promise.all(active.map(({ ended }) => ended));
    return this.#waiting.splice(0);
  }

  #admit(): void {
    const blocked = new Set<RunNeed['device']>();
    for (const id of [...this.#waiting]) {
      if (this.#closed) return;
      if (this.#active.size === 0) {
        this.#begin(id);
        continue;
      }
      const room = this.#means.room();
      if (this.#active.size >= room.runsAtOnce) return;
      const need = this.#needOf(id);
      const running = [...this.#active.keys()].map((each) => this.#needOf(each));
      if (!blocked.has(need.device) && hasRoom(need, running, room)) this.#begin(id);
      else blocked.add(need.device);
    }
  }

  #needOf(id: RunId): RunNeed {
    const need = this.#needs.get(id) ?? this.#means.needOf(id);
    this.#needs.set(id, need);
    return need;
  }

  #begin(id: RunId): void {
    this.#waiting.splice(this.#waiting.indexOf(id), 1);
    const run = this.#means.start(id);
    this.#active.set(id, run);
    void run.ended.finally(() => {
      this.#active.delete(id);
      this.#needs.delete(id);
      this.#admit();
    });
  }
}
