import type { CsvDialect } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import type { Sniffed } from './sniff.ts';

/** What is to be told of names that take more than a row. */
export function headingWarnings({
  names,
  joined,
  unit,
  lines,
}: Sniffed['heading']): readonly PreviewWarning[] {
  const row = lines[0] ?? 1;
  return [
    ...(joined
      ? [
          {
            kind: 'header-joined',
            row,
            value: names.find((name) => name.includes(' ')) ?? '',
          } as const,
        ]
      : []),
    ...(unit === null ? [] : [{ kind: 'units-row', row: lines.at(-1) ?? 1, value: unit } as const]),
  ];
}

/** What is to be told of how a file lies. */
export function layoutWarnings({
  heading,
  extra,
}: Pick<Sniffed, 'heading' | 'extra'>): readonly PreviewWarning[] {
  return [...headingWarnings(heading), ...(extra === null ? [] : [{ kind: extra }])];
}

/** What is to be told of an encoding that was guessed. */
export function unsureWarning(
  encoding: CsvDialect['encoding'],
  unsure: boolean | undefined,
): readonly PreviewWarning[] {
  return unsure === true ? [{ kind: 'encoding-unsure', encoding }] : [];
}
