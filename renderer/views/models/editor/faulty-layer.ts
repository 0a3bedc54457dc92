import type { AppError } from '../../../../app/errors.ts';

/** Id of the layer that an error names; null where it names none. */
export function faultyLayer(error: AppError): string | null {
  return 'layerId' in error ? error.layerId : null;
}

/** The argument of that layer that the error names. */
export function faultyArgument(error: AppError): string | null {
  return 'layerId' in error && 'key' in error ? error.key : null;
}
