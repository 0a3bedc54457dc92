import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeFiles } from './write-files.ts';

const BYTES = Buffer.from('whole');

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-write-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test.skipIf(process.platform === 'win32')(
  'what is no file, such as a device, is refused and stays what it is (Windows has no such paths)',
  async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      const files = [
        { path: join(folder, 'first'), bytes: BYTES },
        { path, bytes: BYTES },
      ];
      expect(await writeFiles(files)).toEqual({ code: 'file/not-writable', path });
      expect((await lstat(path)).isSocket()).toBe(true);
      expect(await readdir(folder)).toEqual(['socket']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  },
);

test.skipIf(process.platform === 'win32')(
  'a link stays one, and the file that it leads to is written (Windows asks for a privilege)',
  async () => {
    const folder = await temporaryFolder();
    const [models, link] = [join(folder, 'models'), join(folder, 'latest.onnx')];
    await mkdir(models);
    await writeFile(join(models, 'a.onnx'), 'before');
    await symlink(join(models, 'a.onnx'), link);
    expect(await writeFiles([{ path: link, bytes: BYTES }])).toBe(null);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(models, 'a.onnx'))).toEqual(BYTES);
    expect(await readdir(models)).toEqual(['a.onnx']);
  },
);
