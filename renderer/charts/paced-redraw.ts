import { type LinePlot, type PlotOptions, updatePlot } from './line-plot.ts';

/** Points of a fast run arrive many times a second; drawing each would leave the page no time for its user. */
const PAUSE_MS = 200;

/** Redraws a plot at once when it was at rest, else with the newest data after a pause. */
export class PacedRedraw {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #wanted: (() => void) | null = null;

  soon(plot: LinePlot, options: PlotOptions): void {
    this.#wanted = () => updatePlot(plot, options);
    if (this.#timer === null) this.#draw();
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wanted = null;
  }

  #draw(): void {
    this.#wanted?.();
    this.#wanted = null;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#wanted !== null) this.#draw();
    }, PAUSE_MS);
  }
}
