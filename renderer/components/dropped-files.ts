/** A file with the folders it was chosen or dropped with: `cats/1.png`. */
export interface ChosenFile {
  readonly path: string;
  readonly content: File;
}

/** Files of a file or folder input. */
export function filesOfInput(list: FileList): readonly ChosenFile[] {
  return withoutHidden(
    Array.from(list, (content) => ({ path: content.webkitRelativePath || content.name, content })),
  );
}

/**
 * Files of a drop, folders read all the way down.
 * The entries must be taken during the drop event itself, so call it there without awaiting first.
 */
export async function filesOfDrop(data: DataTransfer): Promise<readonly ChosenFile[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  const files = await Promise.all(entries.map(filesBelow));
  return withoutHidden(files.flat());
}

async function filesBelow(entry: FileSystemEntry): Promise<readonly ChosenFile[]> {
  if (isFile(entry)) {
    const content = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), content }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: ChosenFile[] = [];
  // A reader hands out its entries in parts, and an empty part at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return files;
    files.push(...(await Promise.all(part.map(filesBelow))).flat());
  }
}

/** Such as `.DS_Store`, which nobody means to import. */
function withoutHidden(files: readonly ChosenFile[]): readonly ChosenFile[] {
  return files.filter((file) => !file.path.split('/').some((part) => part.startsWith('.')));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
