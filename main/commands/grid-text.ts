import type { InputId } from '../../app/cost/decision/inputs.ts';
import type { ResolvedInputs } from '../../app/cost/decision/resolved-inputs.ts';
import { decisionGrid, gridInputs } from '../../app/cost/outlook/decision-grid.ts';
import type { DecisionGrid } from '../../app/cost/outlook/outlook.ts';
import type { ReportWords } from '../../app/cost/report/decision/context.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { textTable } from '../console/table.ts';

/** The heat map of two inputs named as `ACROSS,UP`; null where none is asked for. */
export function gridAsked(
  resolved: ResolvedInputs,
  asked: string | undefined,
): Result<DecisionGrid | null> {
  if (asked === undefined) return ok(null);
  const possible = gridInputs(resolved);
  const named = asked.split(',').map((name) => name.trim());
  const [across, up] = named.map((name) => possible.find((id) => id === name));
  const grid =
    named.length !== 2 || across === undefined || up === undefined
      ? null
      : decisionGrid(resolved, across, up);
  if (grid !== null) return ok(grid);
  return fail({
    code: 'usage/invalid',
    problem: 'value-invalid',
    subject: `--grid ${asked}`,
    expected: `ACROSS,UP: ${possible.join(' | ')}`,
  });
}

/** A heat map for people at a terminal: the cheapest way and its level month, the highest value of the second input on top. */
export function gridText(grid: DecisionGrid, words: ReportWords): string {
  const { across, up, cheapest, usd } = grid;
  const label = (id: InputId): string =>
    [words.name(id), words.unit(id)].filter(Boolean).join(', ');
  const cell = (row: number, column: number): string => {
    const place = row * across.values.length + column;
    const winner = cheapest[place] ?? null;
    const cost = winner === null ? null : (usd[winner][place] ?? null);
    return winner === null || cost === null ? '—' : `${words.option(winner)} ${words.money(cost)}`;
  };
  const rows = up.values.map((value, row) => ({ value, row })).toReversed();
  return [
    words.say('cli.decision.grid', { across: label(across.input), up: label(up.input) }),
    textTable(
      [
        {
          title: '',
          value: ({ value }: (typeof rows)[number]) => words.bare(up.input, value),
          isNumber: true,
        },
        ...across.values.map((value, column) => ({
          title: words.bare(across.input, value),
          value: ({ row }: (typeof rows)[number]) => cell(row, column),
          isNumber: true,
        })),
      ],
      rows,
    ),
  ].join('\n');
}
