import type { PreviewWarning } from '../../../app/dataset/dataset.ts';
import { assertNever } from '../../../app/errors.ts';
import type { Locale } from '../../locale.svelte.ts';

/** A thing to know before importing, in words. */
export function warningText(warning: PreviewWarning, locale: Locale): string {
  switch (warning.kind) {
    case 'missing-values':
      return locale.text('import.warning.missing-values', {
        column: warning.column,
        count: locale.count(warning.count),
      });
    case 'constant-column':
      return locale.text('import.warning.constant-column', { column: warning.column });
    case 'identifier-column':
      return locale.text('import.warning.identifier-column', { column: warning.column });
    case 'column-ignored':
      return locale.text(`import.warning.column-ignored.${warning.reason}`, {
        column: warning.column,
      });
    case 'bad-value':
      return locale.text('import.warning.bad-value', {
        row: warning.row,
        column: warning.column,
        value: warning.value,
      });
    case 'bad-weight':
      return locale.text('import.warning.bad-weight', {
        row: warning.row,
        column: warning.column,
        value: warning.value,
      });
    case 'class-imbalance':
      return locale.text('import.warning.class-imbalance', {
        largest: warning.largest,
        smallest: warning.smallest,
        ratio: locale.number(warning.ratio, 3),
      });
    case 'images-resized':
      return locale.text('import.warning.images-resized', {
        from: warning.from,
        height: warning.height,
        width: warning.width,
      });
    case 'no-template':
      return locale.text('import.warning.no-template', {
        task: locale.text(`task.${warning.task}`),
      });
    default:
      return assertNever(warning);
  }
}
