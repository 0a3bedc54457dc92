import type { BrowsedImage, ImagesPage } from '../../app/dataset/explore/images-query.ts';
import type { BrowsedRow, RowsPage } from '../../app/dataset/explore/rows-query.ts';
import { formatCount } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';

/** Longer cells would push the others off the terminal. */
const SHOWN_CHARACTERS = 40;

/** A page of a table's rows. */
export function rowsText(page: RowsPage, offset: number, language: Language): string {
  const count = countText(page.rows.length, page.total, offset, language);
  if (page.rows.length === 0) return count;
  const columns = page.columns.map(({ name, type }, at) => ({
    title: name,
    value: ({ cells }: BrowsedRow) => shown(cells[at] ?? null, language),
    isNumber: type === 'number',
  }));
  const table = textTable(
    [
      { title: '#', value: ({ row }: BrowsedRow) => String(row + 1), isNumber: true },
      {
        title: text(language, 'datasets.split'),
        value: ({ split }) => (split === null ? '' : text(language, `split.${split}`)),
      },
      ...columns,
    ],
    page.rows,
  );
  return `${table}\n\n${count}`;
}

/** A page of images: what they are of. */
export function imagesText(page: ImagesPage, offset: number, language: Language): string {
  const count = countText(page.images.length, page.total, offset, language);
  if (page.images.length === 0) return count;
  const table = textTable(
    [
      { title: '#', value: ({ row }: BrowsedImage) => String(row + 1), isNumber: true },
      {
        title: text(language, 'datasets.split'),
        value: ({ split }) => text(language, `split.${split}`),
      },
      {
        title: text(language, 'cli.classes'),
        value: ({ label, boxes }) => boxes?.map((box) => box.label).join(', ') ?? label,
      },
    ],
    page.images,
  );
  return `${table}\n\n${count}`;
}

function countText(shownRows: number, total: number, offset: number, language: Language): string {
  return text(language, 'cli.rows-shown', {
    first: formatCount(shownRows === 0 ? 0 : offset + 1, language),
    last: formatCount(offset + shownRows, language),
    total: formatCount(total, language),
  });
}

function shown(cell: string | number | null, language: Language): string {
  if (cell === null) return text(language, 'datasets.absent');
  const characters = [...String(cell).replaceAll(/\s+/g, ' ')];
  return characters.length <= SHOWN_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`;
}
