import type { AppError } from './errors.ts';
import { nearestName } from './nearest-name.ts';

/** What was meant by a name that a failure does not know; null where nothing like it is there, or it is said already. */
export function nearestOf(error: AppError): string | null {
  switch (error.code) {
    case 'plan/field-unknown':
      return nearestName(error.field, error.known);
    case 'settings/unknown-key':
      return nearestName(error.key, error.known);
    case 'dataset/column-missing':
    case 'dataset/target-missing':
      return nearestName(error.column, error.columns);
    case 'dataset/member-missing':
      return nearestName(error.member, error.members);
    case 'architecture/template-unknown':
      return nearestName(error.template, error.known);
    case 'dataset/recipe-invalid':
    case 'architecture/file-invalid':
    case 'cost/scenario-invalid':
    case 'market/scenario-invalid':
      return error.nearest ?? null;
    default:
      return null;
  }
}
