import { assertNever } from '../errors.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { Language } from '../language.ts';
import { text } from '../text.ts';
import { encodingName } from './encodings.ts';
import type { PreviewWarning } from './preview-warning.ts';

/** What Hearth makes of the source where it has to be read in one way or another; all else may be a fault of it. */
const HOW_READ: ReadonlySet<PreviewWarning['kind']> = new Set([
  'lines-passed-over',
  'numbers-dressed',
  'decimal-comma',
  'column-ignored',
  'identifier-column',
  'constant-column',
  'images-resized',
  'classes-from-names',
]);

/** Whether it says how the source is read, rather than what may be wrong with it. */
export function tellsHowRead({ kind }: PreviewWarning): boolean {
  return HOW_READ.has(kind);
}

/** A thing to know before importing, in words. */
export function previewWarningText(warning: PreviewWarning, language: Language): string {
  const words = warningText(warning, language);
  return 'row' in warning && warning.file !== undefined && warning.kind !== 'rows-without-picture'
    ? text(language, 'import.warning.in-part', { file: warning.file, warning: words })
    : words;
}

function warningText(warning: PreviewWarning, language: Language): string {
  switch (warning.kind) {
    case 'missing-values':
    case 'ids-missing':
    case 'target-gaps':
      return text(language, `import.warning.${warning.kind}`, {
        column: warning.column,
        count: formatCount(warning.count, language),
      });
    case 'constant-column':
      return text(language, 'import.warning.constant-column', { column: warning.column });
    case 'identifier-column':
      return text(language, 'import.warning.identifier-column', { column: warning.column });
    case 'column-ignored':
      return text(language, `import.warning.column-ignored.${warning.reason}`, {
        column: warning.column,
      });
    case 'bad-value':
      return text(language, 'import.warning.bad-value', {
        row: warning.row,
        column: warning.column,
        value: warning.value,
      });
    case 'bad-weight':
      return text(language, 'import.warning.bad-weight', {
        row: warning.row,
        column: warning.column,
        value: warning.value,
      });
    case 'lines-passed-over':
      return text(language, 'import.warning.lines-passed-over', {
        rows: warning.rows,
        value: warning.value,
      });
    case 'numbers-dressed':
      return text(
        language,
        warning.number === '' ? 'import.warning.number-blank' : 'import.warning.number-dressed',
        { column: warning.column, value: warning.value, number: warning.number },
      );
    case 'header-joined':
    case 'units-row':
      return text(language, `import.warning.${warning.kind}`, {
        row: warning.row,
        value: warning.value,
      });
    case 'encoding-unsure':
      return text(language, 'import.warning.encoding-unsure', {
        encoding: encodingName(warning.encoding),
      });
    case 'lists-as-text':
      return text(language, 'import.warning.lists-as-text', { column: warning.column });
    case 'end-delimiter':
    case 'row-names':
      return text(language, `import.warning.${warning.kind}`);
    case 'formulas-empty':
      return text(language, 'import.warning.formulas-empty', {
        cell: warning.cell,
        count: warning.count,
      });
    case 'rows-blank':
      return text(language, 'import.warning.rows-blank', {
        row: warning.row,
        count: warning.count,
      });
    case 'total-left-out':
    case 'total-kept':
      return text(language, `import.warning.${warning.kind}`, {
        row: warning.row,
        column: warning.column,
        value: warning.value,
      });
    case 'leading-zeros':
      return text(language, 'import.warning.leading-zeros', {
        column: warning.column,
        value: warning.value,
      });
    case 'split-unlabelled':
      return text(language, 'import.warning.split-unlabelled', {
        file: warning.file,
        column: warning.column,
      });
    case 'times-repeat':
      return text(language, 'import.warning.times-repeat', {
        row: warning.row,
        column: warning.column,
        value: warning.value,
        count: warning.count,
      });
    case 'items-undescribed':
      return text(language, 'import.warning.items-undescribed', {
        count: warning.count,
        item: warning.item,
      });
    case 'class-imbalance':
      return text(language, 'import.warning.class-imbalance', {
        largest: warning.largest,
        smallest: warning.smallest,
        ratio: formatNumber(warning.ratio, language, 3),
      });
    case 'images-resized':
      return text(language, 'import.warning.images-resized', {
        from: warning.from,
        height: warning.height,
        width: warning.width,
      });
    case 'pictures-passed-over':
      return text(language, 'import.warning.pictures-passed-over', {
        count: warning.endings.reduce((sum, { count }) => sum + count, 0),
        endings: warning.endings
          .map(({ ending, count }) => `${count} × ${ending.toUpperCase()}`)
          .join(language === 'zh' ? '、' : ', '),
      });
    case 'folder-left-out':
      return text(
        language,
        warning.folder === '' ? 'import.warning.files-left-out' : 'import.warning.folder-left-out',
        { folder: warning.folder, count: warning.count },
      );
    case 'pixels-scaled':
      return text(language, 'import.warning.pixels-scaled', {
        lowest: formatNumber(warning.lowest, language),
        highest: formatNumber(warning.highest, language),
        from: formatNumber(warning.from, language, 5),
        to: formatNumber(warning.to, language, 5),
      });
    case 'channels-first':
      return text(language, 'import.warning.channels-first', { channels: warning.channels });
    case 'classes-numbered':
    case 'boxes-from-outlines':
      return text(language, `import.warning.${warning.kind}`, { count: warning.count });
    case 'labels-spread':
      return text(language, 'import.warning.labels-spread', { columns: warning.columns });
    case 'pictures-unlisted':
      return text(language, 'import.warning.pictures-unlisted', { count: warning.count });
    case 'rows-without-picture': {
      const { file, row, value, count } = warning;
      return text(language, 'import.warning.rows-without-picture', { file, row, value, count });
    }
    case 'names-tell-classes':
    case 'classes-from-names':
      return text(language, `import.warning.${warning.kind}`, {
        pictures: formatCount(warning.pictures, language),
        classes: formatCount(warning.classes, language),
        example: warning.example,
        name: warning.name,
      });
    case 'classes-nested':
      return text(language, 'import.warning.classes-nested', {
        folder: warning.folder,
        name: warning.name,
      });
    case 'boxes-tiny':
      return text(language, 'import.warning.boxes-tiny', {
        count: warning.count,
        pixels: warning.pixels,
      });
    case 'boxes-left-out':
      return text(language, 'import.warning.boxes-left-out', {
        crowds: warning.crowds,
        empty: warning.empty,
      });
    case 'decimal-comma':
      return text(language, 'import.warning.decimal-comma', {
        row: warning.row,
        column: warning.column,
        value: warning.value,
      });
    default:
      return assertNever(warning);
  }
}
