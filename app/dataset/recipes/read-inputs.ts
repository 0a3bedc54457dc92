import { fail, ok, type Result } from '../../errors.ts';
import type { FittedInput } from './fitted-table.ts';
import type { FrameColumn } from './frame.ts';
import { type DateOrder, READ_TYPES, type ReadType, type RecipeStep } from './recipe-steps.ts';
import { selectColumns } from './select-columns.ts';

/** A column of the source, as it was found. */
export interface SourceColumn {
  readonly name: string;
  readonly type: ReadType;
  readonly dateOrder?: DateOrder | undefined;
}

/**
 * How each column of the source is read: as it was found, unless a `type` step says otherwise. Such a
 * step means columns of the source, wherever it stands.
 * Fails with `recipe/invalid`.
 */
export function readInputs(
  source: readonly SourceColumn[],
  steps: readonly RecipeStep[],
  reserved: readonly string[],
): Result<readonly FittedInput[]> {
  const inputs = new Map<string, FittedInput>(
    source.map(({ name, type, dateOrder }) => [
      name,
      { column: name, type, ...(dateOrder !== undefined && { dateOrder }) },
    ]),
  );
  for (const [at, step] of steps.entries()) {
    if (step.kind !== 'type') continue;
    const { type, invalid, dateOrder } = step;
    if (dateOrder !== undefined && type !== 'datetime') {
      const place = `steps[${at}].dateOrder`;
      return fail({ code: 'recipe/invalid', place, value: dateOrder, expected: 'absent' });
    }
    const columns: readonly FrameColumn[] = [...inputs.values()]
      .filter(({ column }) => !reserved.includes(column))
      .map((input) => ({ name: input.column, type: input.type }));
    const place = `steps[${at}].columns`;
    const selected = selectColumns(step.columns, columns, READ_TYPES, reserved, place);
    if (!selected.ok) return fail({ code: 'recipe/invalid', ...selected.fault });
    for (const { name } of selected.columns) {
      const found = type === 'datetime' ? inputs.get(name)?.dateOrder : undefined;
      const order = dateOrder ?? found;
      inputs.set(name, {
        column: name,
        type,
        ...(invalid === 'missing' && { lenient: true }),
        ...(order !== undefined && { dateOrder: order }),
      });
    }
  }
  return ok([...inputs.values()]);
}
