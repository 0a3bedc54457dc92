import type { AppError } from '../../../app/errors.ts';

/** The field of the scenario that a fault is at: `events[0].cut`, `equations.demand`; null elsewhere. */
export function faultPlace(error: AppError | null): string | null {
  if (error?.code === 'market/scenario-invalid') return error.place;
  return error?.code === 'market/equation-invalid' ? `equations.${error.variable}` : null;
}
