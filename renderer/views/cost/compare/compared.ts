import type { StoredScenario } from '../../../../app/contract/scenarios.ts';
import type { Decision } from '../../../../app/cost/decision/decision.ts';
import { INPUT_IDS, type InputId } from '../../../../app/cost/decision/inputs.ts';
import { ok, type Result } from '../../../../app/errors.ts';
import type { Bridge } from '../../../bridge.ts';
import type { Locale } from '../../../locale.svelte.ts';
import { CostHome } from '../page/cost-home.svelte.ts';

/** A scenario with its answer. */
export interface Compared {
  readonly stored: StoredScenario;
  readonly decision: Decision;
}

/** Reads and answers scenarios; fails with the first that cannot be. */
export async function loadCompared(
  bridge: Bridge,
  locale: Locale,
  ids: readonly string[],
): Promise<Result<readonly Compared[]>> {
  const compared: Compared[] = [];
  for (const id of ids) {
    const stored = await bridge.request('scenarios.get', { scenario: id });
    if (!stored.ok) return stored;
    const { measurement, run } = stored.value.scenario.choices;
    const home = await CostHome.load(bridge, locale, { measurement, run });
    if (!home.ok) return home;
    const resolved = home.value.maker.resolve(stored.value.scenario);
    if (!resolved.ok) return resolved;
    compared.push({ stored: stored.value, decision: home.value.maker.decide(resolved.value) });
  }
  return ok(compared);
}

/** Inputs that not all decisions have at the same value, in catalogue order. */
export function differingInputs(decisions: readonly Decision[]): readonly InputId[] {
  return INPUT_IDS.filter((id) => {
    const values = decisions.map(
      (decision) => decision.inputs.find((input) => input.id === id)?.base ?? null,
    );
    return new Set(values).size > 1;
  });
}
