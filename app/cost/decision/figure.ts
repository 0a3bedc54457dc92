import { isMessageKey, text } from '../../text.ts';
import type { AllSheets } from '../fact-sheets.ts';
import type { FigureSource } from '../run-cost.ts';
import { type DatedRow, sheetSource } from '../sheet-source.ts';
import type { InputId } from './inputs.ts';
import { INPUTS } from './inputs.ts';

/** A value with its range and where it comes from. */
export interface Figure {
  readonly base: number;
  readonly low: number;
  readonly high: number;
  readonly source: FigureSource;
}

export type Figures = Partial<Record<InputId, Figure>>;

/** A working assumption; `input.reason.<id>` says why, in English where only text can go. */
export function assumption(id: InputId, base: number, low = base, high = base): Figure {
  return { base, low, high, source: assumptionSource(id) };
}

export function assumptionSource(id: InputId): FigureSource {
  const key = `input.reason.${id}`;
  if (!isMessageKey(key)) throw new Error(`${id} is assumed without a reason`);
  return { source: text('en', key), asOf: null, kind: 'assumption' };
}

/** A figure of a sheet, with the range that its input has around it. @param columns that it rests on */
export function fromRow(
  id: InputId,
  base: number,
  row: DatedRow,
  ...columns: readonly string[]
): Figure {
  return { base, ...rangeAround(id, base), source: sheetSource(row, ...columns) };
}

/** Low and high that many per cent away; of a figure without spread, the figure itself. */
export function rangeAround(id: InputId, base: number): { low: number; high: number } {
  const { spread = 0, law, bounds } = INPUTS[id];
  const low = law === 'lognormal' ? base / (1 + spread) : base * (1 - spread);
  const high = base * (1 + spread);
  return {
    low: Math.max(bounds.minimum ?? low, low),
    high: Math.min(bounds.maximum ?? high, high),
  };
}

/** A row of the parameter sheets by its symbol; null where it has no base. */
export function parameterFigure(
  symbol: string,
  sheets: Pick<AllSheets, 'model_parameters' | 'run_parameters'>,
): Figure | null {
  const row = [...sheets.model_parameters, ...sheets.run_parameters].find(
    (parameter) => parameter.symbol === symbol,
  );
  if (row === undefined || row.base === null) return null;
  const { base } = row;
  return {
    base,
    low: row.low ?? base,
    high: row.high ?? base,
    source: sheetSource(row, 'base', 'low', 'high'),
  };
}
