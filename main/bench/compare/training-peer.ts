import type { PeerSettings } from '../../../app/contract/bench-report.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { LineProcess } from '../../peers/line-process.ts';
import type { Window } from './engine-window.ts';
import { OthersShare } from './others-share.ts';

/** A program's first words. */
interface Greeting {
  readonly modes: readonly string[];
  readonly settings?: PeerSettings | null;
}

/**
 * A program of another house that trains one case, in one mode or in several, for as long as it is
 * asked to: see `resources/peers/pytorch_bench.py`.
 */
export class TrainingPeer {
  readonly modes: readonly string[];
  /** As it says itself; null where it does not. */
  readonly settings: PeerSettings | null;
  readonly #process: LineProcess;

  private constructor(process: LineProcess, { modes, settings = null }: Greeting) {
    this.#process = process;
    this.modes = modes;
    this.settings = settings;
  }

  /**
   * @param peer what people call it
   * @returns `peers/failed` where the program ends before it says its modes, or lacks its device
   */
  static async start(
    peer: string,
    command: string,
    args: readonly string[],
  ): Promise<Result<TrainingPeer>> {
    const process = new LineProcess(command, args);
    try {
      const greeting = (await process.hear()) as Greeting | { readonly error: string };
      if ('modes' in greeting) return ok(new TrainingPeer(process, greeting));
      await process.close();
      return fail({ code: 'peers/failed', peer, reason: greeting.error });
    } catch (cause) {
      return fail({ code: 'peers/failed', peer, reason: String(cause) });
    }
  }

  /** Builds a mode up and warms it, so that the next window counts. */
  async prepare(mode: string): Promise<Result<null>> {
    const answer = await this.#ask(mode, 0);
    return answer.ok ? ok(null) : answer;
  }

  async window(mode: string, seconds: number): Promise<Result<Window>> {
    const { pid } = this.#process;
    const others = new OthersShare(pid === undefined ? [] : [pid]);
    const answer = await this.#ask(mode, seconds);
    if (!answer.ok) return answer;
    return ok({ samplesPerSecond: answer.value, othersShare: others.sinceThen() });
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  async #ask(mode: string, seconds: number): Promise<Result<number>> {
    try {
      const answer = (await this.#process.ask({ mode, seconds })) as
        | { readonly samplesPerSecond: number }
        | { readonly error: string };
      if ('samplesPerSecond' in answer) return ok(answer.samplesPerSecond);
      return fail({ code: 'peers/failed', peer: mode, reason: answer.error });
    } catch (cause) {
      return fail({ code: 'peers/failed', peer: mode, reason: String(cause) });
    }
  }
}
