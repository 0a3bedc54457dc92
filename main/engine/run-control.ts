import type { EngineCommand, EngineEvent } from '../../app/contract/engine.ts';
import type { SectionClock } from './section-clock.ts';

/** What the host wants of the run at this moment; the train loop looks between calls. */
export class RunControl {
  #wish: 'go' | 'pause' | 'stop' = 'go';
  #wake: () => void = () => {};

  /** A stop is final; pause and continue after it change nothing. */
  receive(command: EngineCommand['kind']): void {
    if (this.#wish === 'stop') return;
    if (command === 'stop') this.#wish = 'stop';
    if (command === 'pause') this.#wish = 'pause';
    if (command === 'continue') this.#wish = 'go';
    this.#wake();
  }

  get stopping(): boolean {
    return this.#wish === 'stop';
  }

  get paused(): boolean {
    return this.#wish === 'pause';
  }

  /** Settles once the run may go on or has to stop. */
  async untilContinued(): Promise<void> {
    while (this.#wish === 'pause') {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Stands between calls: waits through a pause. @returns whether the run has to end here */
export async function* hostStops(
  control: RunControl,
  clock: SectionClock,
): AsyncGenerator<EngineEvent, boolean> {
  if (control.paused) {
    const { section } = clock;
    clock.enter('pause');
    yield { kind: 'paused' };
    await control.untilContinued();
    clock.enter(section);
    if (!control.stopping) yield { kind: 'continued' };
  }
  return control.stopping;
}
