import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';

/** Endings of the pictures that are read. */
const READ = /\.(png|jpe?g|jpe|jfif|webp|gif|tiff?|avif|bmp|dib|p[pgn]m)$/i;
/** Endings of pictures that are not. */
const OTHER =
  /\.(hei[cf]|hif|jxl|jp2|j2k|jpx|jpf|svgz?|psd|psb|xcf|tga|pcx|ico|exr|hdr|dds|eps|dcm|dicom|cr2|cr3|nef|nrw|arw|dng|raf|orf|rw2|pef|srw)$/i;

/** Whether a file is called like a picture that is read. */
export function isImageName(name: string): boolean {
  return READ.test(name);
}

/** Whether a file is called like a picture of a kind that is not read. */
export function isOtherPicture(name: string): boolean {
  return OTHER.test(name);
}

/** Says which of some files are pictures that are passed over, by their endings, the most frequent first. */
export function picturesPassedOver(names: Iterable<string>): readonly PreviewWarning[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const ending = OTHER.exec(name)?.[1]?.toLowerCase();
    if (ending !== undefined) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const endings = [...counts]
    .map(([ending, count]) => ({ ending, count }))
    .toSorted((one, other) => other.count - one.count || (one.ending < other.ending ? -1 : 1));
  return [{ kind: 'pictures-passed-over', endings }];
}
