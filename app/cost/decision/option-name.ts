import type { Evaluation } from './compile.ts';
import type { OptionKind } from './decision.ts';
import { burstOption } from './present-values.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/** What an option consists of, by the names of its rows: `2 × GeForce RTX 4090`. Without words of a language. */
export function optionName(
  option: OptionKind,
  resolved: ResolvedInputs,
  { hybridMachines }: Pick<Evaluation, 'hybridMachines'>,
): string {
  const { names, values } = resolved;
  const cards = values['own.gpus']?.base ?? 1;
  const machine = names.gpu === null ? (names.measured ?? '—') : `${cards} × ${names.gpu}`;
  const elsewhere = { rent: names.rentOffer ?? '—', api: names.apiModel ?? '—' };
  if (option === 'own') return machine;
  if (option === 'hybrid') {
    const own = hybridMachines === 1 ? machine : `${hybridMachines} × (${machine})`;
    return `${own} + ${elsewhere[burstOption(resolved.scenario.work)]}`;
  }
  return elsewhere[option];
}
