import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset, DatasetFormat, ImportOptions } from '../../app/dataset/dataset.ts';
import { checkDatasetName } from '../../app/dataset/name.ts';
import type { ArchiveFacts, RecognisedSource } from '../../app/dataset/recognition.ts';
import { DEFAULT_FRACTIONS, DEFAULT_SPLIT_SEED } from '../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import { openArchive } from './archives/open-archive.ts';
import { tellPath } from './archives/tell-path.ts';
import { choiceFault } from './choice-fault.ts';
import { formatOf } from './detect-format.ts';
import { catchExpected } from './expected-failures.ts';
import type { ImportedData, ImportWork } from './importer.ts';
import { IMPORTERS } from './importers/importers.ts';
import { measureSource, sourceChoices, writeSource } from './source-fingerprint.ts';
import { syncFiles, syncFolder } from './sync-files.ts';
import { ImportThread } from './thread/import-thread.ts';

const PARTIAL = '.partial';

export interface ImportRequest {
  readonly path: string;
  readonly name: string;
  readonly options: ImportOptions;
  readonly id: DatasetId;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly datasetsFolder: string;
  /** Where it came from, if that is not the path. */
  readonly source?: string | undefined;
  readonly onProgress?: ImportWork['onProgress'] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares a file or folder into `<datasetsFolder>/<id>`: it is there whole, or not at all.
 * Work happens in `<id>.partial`, which is removed on failure, cancelling (`cancelled`) and bugs.
 */
export function importDataset(request: ImportRequest): Promise<Result<Dataset>> {
  const { path, options, signal } = request;
  return storeWhole(request, (folder, scratch) =>
    withThread(path, async (thread) => {
      // Hashed while the source is read; a failure of either is told once.
      const measured = thread?.hash(path) ?? measureSource(path, signal);
      measured.catch(() => undefined);
      const prepared = await prepareSource({ ...request, thread }, folder, scratch);
      if (!prepared.ok) return prepared;
      const choices = await sourceChoices(path, options);
      const { data, recognised } = prepared.value;
      const { warnings } = data;
      const told = warnings !== undefined && warnings.length > 0 && { warnings };
      await writeSource(folder, { ...(await measured), choices, recognised, ...told });
      return prepared;
    }),
  );
}

/** Of smaller files, all is done before a thread has started. */
const LEAST_BYTES = 4 * 1024 ** 2;
/** Larger ones are staged by DuckDB, whose threads work then, and whose memory leaves little. */
const MOST_BYTES = 1024 ** 3;

/** Works with a thread beside where the source is one large file. */
async function withThread<T>(
  path: string,
  work: (thread: ImportThread | null) => Promise<T>,
): Promise<T> {
  const status = await stat(path);
  const { size } = status;
  if (!status.isFile() || size < LEAST_BYTES || size > MOST_BYTES) return work(null);
  const thread = new ImportThread();
  try {
    return await work(thread);
  } finally {
    await thread.close();
  }
}

/**
 * Stores what is prepared into a folder, whole or not at all.
 * @param prepare what comes into the folder; `scratch` is for what is needed meanwhile
 */
export async function storeWhole(
  request: ImportRequest,
  prepare: (folder: string, scratch: string) => Promise<Result<Prepared>>,
): Promise<Result<Dataset>> {
  const name = checkDatasetName(request.name);
  if (!name.ok) return name;
  const { path, datasetsFolder, id, signal } = request;
  const partial = join(datasetsFolder, `${id}${PARTIAL}`);
  return catchExpected({ source: path, folder: datasetsFolder }, async () => {
    await mkdir(datasetsFolder, { recursive: true });
    await mkdir(partial);
    try {
      const scratch = join(partial, 'scratch');
      await mkdir(scratch);
      const imported = await prepare(partial, scratch);
      if (!imported.ok) return imported;
      await rm(scratch, { recursive: true });
      signal?.throwIfAborted();
      const sizeBytes = await syncFiles(partial);
      await rename(partial, join(datasetsFolder, id));
      await syncFolder(datasetsFolder);
      const named = { ...request, name: name.value };
      const { format, data, recognised } = imported.value;
      return ok({
        ...datasetOf(named, format, data, sizeBytes),
        ...(recognised && { recognised }),
      });
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  });
}

/** Removes what imports left that were killed; for the start of a host, before any import. */
export async function removePartialImports(datasetsFolder: string): Promise<void> {
  const names = await readdir(datasetsFolder).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith(PARTIAL))) {
    await rm(join(datasetsFolder, name), { recursive: true, force: true });
  }
}

/** What was prepared, and from which format. */
export interface Prepared {
  readonly format: DatasetFormat;
  readonly data: ImportedData;
  /** Left out where it is prepared from what a dataset keeps. */
  readonly recognised?: RecognisedSource | undefined;
}

interface ThreadedRequest extends ImportRequest {
  readonly thread: ImportThread | null;
}

/** Unpacks the source where it is an archive, and prepares what is in it. */
async function prepareSource(
  request: ThreadedRequest,
  folder: string,
  scratch: string,
): Promise<Result<Prepared>> {
  const { path, options, signal } = request;
  const opened = await openArchive({
    path,
    member: options.member,
    format: options.format,
    scratch,
    signal,
  });
  if (!opened.ok) return opened;
  const inside = { source: opened.value.path, folder: request.datasetsFolder };
  const prepared = await catchExpected(inside, () =>
    prepareFile({ ...request, path: opened.value.path }, folder, scratch),
  );
  if (!prepared.ok) return fail(tellPath(prepared.error, opened.value.told));
  const { why, ...value } = prepared.value;
  return ok({ ...value, recognised: { why, archive: briefly(opened.value.archive) } });
}

function briefly(archive: ArchiveFacts | null): RecognisedSource['archive'] {
  if (archive === null) return null;
  const { names: _, members: __, ...brief } = archive;
  return brief;
}

async function prepareFile(
  { path, options, onProgress, signal, thread }: ThreadedRequest,
  folder: string,
  scratch: string,
): Promise<Result<Prepared & Pick<RecognisedSource, 'why'>>> {
  const recognised = await formatOf(path, options.format);
  if (!recognised.ok) return recognised;
  const { format, why } = recognised.value;
  const fault = choiceFault(format, options);
  if (fault !== null) return fail(fault);
  const imported = await IMPORTERS[format].importer.prepare({
    path,
    options: { ...options, format },
    folder,
    scratch,
    onProgress: onProgress ?? (() => undefined),
    signal,
    thread,
  });
  return imported.ok ? ok({ format, why, data: imported.value }) : imported;
}

function datasetOf(
  { id, name, path, source, createdAt, options }: ImportRequest,
  format: DatasetFormat,
  { manifest, warnings = [], ...data }: ImportedData,
  sizeBytes: number,
): Dataset {
  return {
    id,
    name,
    task: manifest.task,
    format,
    source: source ?? path,
    createdAt,
    sizeBytes,
    rows: data.rows,
    columns: data.columns,
    target: data.target,
    classes: manifest.classes,
    classCounts: data.classCounts,
    input: manifest.input,
    ...(manifest.sampleTarget && { sampleTarget: manifest.sampleTarget }),
    ...(data.boxes && { boxes: data.boxes }),
    ...splitFacts(data, options),
    fingerprint: manifest.fingerprint,
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Seed and shares of the split; of one that goes by the data, the shares that it came to. */
function splitFacts(
  { split, rows }: Pick<ImportedData, 'split' | 'rows'>,
  options: ImportOptions,
): Pick<Dataset, 'splitSeed' | 'splitFractions'> {
  const total = rows.train + rows.val + rows.test;
  const found = { train: rows.train / total, val: rows.val / total, test: rows.test / total };
  if (split === undefined) {
    const { splitSeed = DEFAULT_SPLIT_SEED, splitFractions = DEFAULT_FRACTIONS } = options;
    return { splitSeed, splitFractions };
  }
  return {
    splitSeed: 'seed' in split ? split.seed : DEFAULT_SPLIT_SEED,
    splitFractions: 'fractions' in split ? split.fractions : found,
  };
}
