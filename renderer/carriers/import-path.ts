/** A file as the host stored it; `folder` is that of its whole batch. */
export interface StoredFile {
  readonly relativePath: string;
  readonly path: string;
  readonly folder: string;
}

/** MNIST's names: `train-images-idx3-ubyte`; the labels are found beside it. */
const IDX_IMAGES = /idx3|images/i;

/**
 * The one path that an import of these files takes: the file itself, the images of an IDX pair,
 * the folder that was chosen, or the folder of the batch for all else that was chosen side by side.
 */
export function importPath(stored: readonly StoredFile[]): string {
  const [first] = stored;
  if (first === undefined) throw new Error('Nothing was stored.');
  const loose = stored.every(({ relativePath }) => !relativePath.includes('/'));
  if (loose && stored.length === 1) return first.path;
  if (loose) {
    return stored.find(({ relativePath }) => IDX_IMAGES.test(relativePath))?.path ?? first.folder;
  }
  const tops = new Set(stored.map(({ relativePath }) => relativePath.split('/')[0]));
  const separator = first.folder.includes('\\') ? '\\' : '/';
  return tops.size === 1 ? `${first.folder}${separator}${[...tops][0]}` : first.folder;
}
