import type { Result } from '../../errors.ts';
import { ok } from '../../errors.ts';
import type { CopulaGroup } from '../decision/input-rule.ts';
import { INPUT_IDS, INPUTS } from '../decision/inputs.ts';
import { choleskyOf } from '../uncertainty/copula.ts';
import type { Correlation } from '../uncertainty/input-draws.ts';
import { type UncertainInput, varies } from '../uncertainty/law.ts';

/** Prices of one kind, such as input and output tokens of an API, nearly always move together. */
export const WITHIN_GROUP = 0.9;

/**
 * Prices of tokens, rented and used hardware follow the same demand for accelerators. Working assumptions: no source
 * gives them, so a report names them.
 */
export const BETWEEN_GROUPS: Readonly<Record<CopulaGroup, Readonly<Record<CopulaGroup, number>>>> =
  {
    api: { api: WITHIN_GROUP, rental: 0.5, resale: 0.3 },
    rental: { api: 0.5, rental: WITHIN_GROUP, resale: 0.5 },
    resale: { api: 0.3, rental: 0.5, resale: WITHIN_GROUP },
  };

/** How the prices of a decision move together; null where fewer than two of them vary. @source COST_MODEL §7 */
export function priceCorrelations(inputs: readonly UncertainInput[]): Result<Correlation | null> {
  const members = INPUT_IDS.flatMap((id, place) => {
    const { copula } = INPUTS[id];
    const input = inputs[place];
    return copula !== undefined && input !== undefined && varies(input) ? [{ place, copula }] : [];
  });
  if (members.length < 2) return ok(null);
  const triangle = choleskyOf(
    members.map((row) =>
      members.map((column) => (row === column ? 1 : BETWEEN_GROUPS[row.copula][column.copula])),
    ),
  );
  if (!triangle.ok) return triangle;
  return ok({ inputs: members.map(({ place }) => place), triangle: triangle.value });
}
