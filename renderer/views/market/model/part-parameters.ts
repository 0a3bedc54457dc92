import { namesIn, parseExpression } from '../../../../app/market/dynamics/expression.ts';
import { MARKET_MODEL } from '../../../../app/market/market-model.ts';
import {
  LAB_PARAMETER_IDS,
  type LabParameterId,
} from '../../../../app/market/market-parameters.ts';
import { NODES } from './diagram-layout.ts';

const DRAWN: ReadonlySet<string> = new Set(NODES.map(({ id }) => id));

/** What the equation of a part reads; of one that cannot be read, what the model's own does. */
export function namesOf(
  id: string,
  equations: Readonly<Record<string, string>>,
): readonly string[] {
  const own =
    MARKET_MODEL.stocks.find((stock) => stock.id === id)?.initial ??
    [...MARKET_MODEL.auxiliaries, ...MARKET_MODEL.flows].find((part) => part.id === id)?.equation ??
    '0';
  for (const text of [equations[id] ?? own, own]) {
    const parsed = parseExpression(text);
    if (parsed.ok) return namesIn(parsed.value);
  }
  return [];
}

/**
 * The parameters that a part of the diagram depends on directly: those of its equation, of the steps
 * that are not drawn, and, of a stock, those of its flows.
 */
export function parametersOf(
  id: string,
  equations: Readonly<Record<string, string>>,
): readonly LabParameterId[] {
  const found = new Set<LabParameterId>();
  const seen = new Set<string>();
  const visit = (part: string): void => {
    if (seen.has(part)) return;
    seen.add(part);
    for (const name of namesOf(part, equations)) {
      const parameter = LAB_PARAMETER_IDS.find((known) => known === name);
      if (parameter !== undefined) found.add(parameter);
      else if (!DRAWN.has(name) && name !== 'time') visit(name);
    }
  };
  visit(id);
  for (const { id: flow, from, to } of MARKET_MODEL.flows) {
    if (from === id || to === id) visit(flow);
  }
  return [...found];
}
