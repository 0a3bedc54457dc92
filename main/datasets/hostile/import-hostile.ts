// Makes hostile files one by one and imports each, in a process of its own whose memory the test limits.
// Prints one line of JSON for each: title, code, milliseconds, what was left behind, largest memory.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetId } from '../../../app/ids.ts';
import { importDataset } from '../import-dataset.ts';
import { previewDataset } from '../preview-dataset.ts';
import type { HostileFile } from './hostile-file.ts';
import { HOSTILE_FILES } from './hostile-files.ts';

const BYTES_PER_KIB = 1024;
const folder = await mkdtemp(join(tmpdir(), 'hearth-hostile-'));
try {
  for (const [at, file] of HOSTILE_FILES.entries()) {
    const line = await tryImport(file, join(folder, String(at))).catch((bug) => ({
      title: file.title,
      code: 'bug',
      error: String(bug),
    }));
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function tryImport({ title, name, content }: HostileFile, place: string) {
  await mkdir(join(place, 'source'), { recursive: true });
  const path = join(place, 'source', name);
  if (typeof content === 'function') await content(path);
  else await writeFile(path, content);
  const sourcesBefore = await readdir(join(place, 'source'));
  const datasetsFolder = join(place, 'datasets');
  const began = performance.now();
  const imported = await importDataset({
    path,
    name: 'hostile',
    options: {},
    id: 'dataset-1' as DatasetId,
    createdAt: '2026-01-01T00:00:00.000Z',
    datasetsFolder,
  });
  const importMs = performance.now() - began;
  await previewDataset(path, {});
  const left = await readdir(datasetsFolder).catch(() => []);
  const sources = await readdir(join(place, 'source'));
  await rm(place, { recursive: true });
  return {
    title,
    code: imported.ok ? null : imported.error.code,
    error: imported.ok ? null : imported.error,
    importMs: Math.round(importMs),
    left: imported.ok ? left.filter((entry) => entry !== 'dataset-1') : left,
    grown: sources.filter((entry) => !sourcesBefore.includes(entry)),
    largestRssBytes: process.resourceUsage().maxRSS * BYTES_PER_KIB,
  };
}
