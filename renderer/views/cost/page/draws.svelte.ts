import type { OptionKind } from '../../../../app/cost/decision/decision.ts';
import type { ResolvedInputs } from '../../../../app/cost/decision/resolved-inputs.ts';
import type { OptionBand, Outlook } from '../../../../app/cost/outlook/outlook.ts';

/** What many draws of a decision's inputs say. */
export interface DrawnOutlook {
  readonly outlook: Outlook;
  readonly bands: readonly OptionBand[];
}

/** Draws of a scenario, made elsewhere while one goes on typing; those of an earlier state are dropped. */
export class Draws {
  outlook = $state.raw<Outlook | null>(null);
  bands = $state.raw<readonly OptionBand[]>([]);
  readonly #ask: (inputs: ResolvedInputs) => Promise<DrawnOutlook | null>;

  /** @param ask answers null where a newer question has overtaken this one */
  constructor(ask: (inputs: ResolvedInputs) => Promise<DrawnOutlook | null>) {
    this.#ask = ask;
  }

  /** Share of draws in which a way is the cheapest; null while there are none. */
  cheapestShare(option: OptionKind | null): number | null {
    return this.outlook?.options.find((one) => one.option === option)?.cheapestShare ?? null;
  }

  async follow(inputs: ResolvedInputs): Promise<void> {
    const drawn = await this.#ask(inputs);
    if (drawn === null) return;
    this.outlook = drawn.outlook;
    this.bands = drawn.bands;
  }
}
