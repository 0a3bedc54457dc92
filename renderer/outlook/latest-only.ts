/** A worker, seen by whoever asks it. */
export interface WorkerPort<Question, Answer> {
  post(message: { readonly id: number; readonly question: Question }): void;
  listen(
    answered: (message: { readonly id: number; readonly answer: Answer }) => void,
    failed: (problem: string) => void,
  ): void;
  end(): void;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly settle: (answer: Answer | null) => void;
  readonly refuse: (bug: Error) => void;
}

/**
 * Asks a worker the newest question only: while it works, later questions replace the one that waits, and an answer
 * that a newer question has overtaken is dropped. So each keystroke may ask, and none queues up.
 */
export class LatestOnly<Question, Answer> {
  readonly #spawn: () => WorkerPort<Question, Answer>;
  #worker: WorkerPort<Question, Answer> | null = null;
  #asked: Waiting<Question, Answer> | null = null;
  #next: Waiting<Question, Answer> | null = null;
  #id = 0;

  /** @param spawn starts the worker, when the first question comes */
  constructor(spawn: () => WorkerPort<Question, Answer>) {
    this.#spawn = spawn;
  }

  /**
   * @returns null once a newer question has taken this one's place
   * @throws where the worker fails, which is a bug
   */
  ask(question: Question): Promise<Answer | null> {
    return new Promise((settle, refuse) => {
      this.#next?.settle(null);
      this.#next = { question, settle, refuse };
      if (this.#asked === null) this.#send();
    });
  }

  /** Ends the worker; what was asked is answered with null. */
  close(): void {
    this.#worker?.end();
    this.#worker = null;
    this.#asked?.settle(null);
    this.#next?.settle(null);
    this.#asked = null;
    this.#next = null;
  }

  #send(): void {
    const next = this.#next;
    if (next === null) return;
    this.#next = null;
    this.#asked = next;
    this.#id += 1;
    this.#worker ??= this.#start();
    this.#worker.post({ id: this.#id, question: next.question });
  }

  #start(): WorkerPort<Question, Answer> {
    const worker = this.#spawn();
    worker.listen(
      ({ id, answer }) => {
        const asked = this.#asked;
        if (asked === null || id !== this.#id) return;
        this.#asked = null;
        asked.settle(this.#next === null ? answer : null);
        this.#send();
      },
      (problem) => {
        const asked = this.#asked;
        this.#asked = null;
        asked?.refuse(new Error(problem));
        this.#send();
      },
    );
    return worker;
  }
}
