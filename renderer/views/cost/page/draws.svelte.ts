import type { OptionKind } from '../../../../app/cost/decision/decision.ts';
import type { ResolvedInputs } from '../../../../app/cost/decision/resolved-inputs.ts';
import type { Outlook } from '../../../../app/cost/outlook/outlook.ts';
import type { Result } from '../../../../app/errors.ts';

type Ask = (inputs: ResolvedInputs) => Promise<Result<Outlook> | null>;

/** Draws of a scenario's inputs, made elsewhere while one goes on typing. */
export class Draws {
  /** Null until the first have been made. */
  outlook = $state.raw<Outlook | null>(null);
  readonly #ask: Ask;

  /** @param ask answers null where a newer question has overtaken this one */
  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Share of draws in which a way is the cheapest; null while there are none. */
  cheapestShare(option: OptionKind | null): number | null {
    return this.outlook?.options.find((one) => one.option === option)?.cheapestShare ?? null;
  }

  async follow(inputs: ResolvedInputs): Promise<void> {
    const answer = await this.#ask(inputs);
    if (answer?.ok) this.outlook = answer.value;
  }
}
