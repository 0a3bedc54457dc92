import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes every file of a folder durable, then the folder; returns their bytes. */
export async function syncFiles(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map((name) => syncFile(join(folder, name))));
  await syncFolder(folder);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Makes a file durable; returns its bytes. */
export async function syncFile(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Makes names in a folder durable. Windows cannot, and its file systems need it less. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
