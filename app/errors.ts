import type { ArchitectureError } from './failures/architecture-errors.ts';
import type { CostError } from './failures/cost-errors.ts';
import type { DatasetError } from './failures/dataset-errors.ts';
import type { HostError } from './failures/host-errors.ts';
import type { MeterError } from './failures/meter-errors.ts';
import type { PackError } from './failures/pack-errors.ts';
import type { RunError } from './failures/run-errors.ts';
import type { PriceSheetError } from './price-sheet-errors.ts';

/**
 * Every expected failure, as data. Fields name the place; `error-text.ts` has the words.
 * Codes are stable: scripts rely on them. Rows and columns count from 1, as in an editor.
 */
export type AppError =
  | DatasetError
  | ArchitectureError
  | RunError
  | HostError
  | CostError
  | PackError
  | MeterError
  | PriceSheetError;

export type ErrorCode = AppError['code'];

export type ErrorOf<Code extends ErrorCode> = Extract<AppError, { code: Code }>;

/** An expected outcome: a value, or a failure as data. Bugs throw instead. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(error: AppError): { readonly ok: false; readonly error: AppError } {
  return { ok: false, error };
}

/** Closes an exhaustive switch: a missing case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
