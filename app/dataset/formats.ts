import type { DatasetFormat } from './dataset.ts';

/** What users are told of a format, besides its name. */
export interface FormatFacts {
  readonly id: DatasetFormat;
  /** What it holds. */
  readonly family: 'table' | 'images' | 'boxes' | 'text';
  /** Endings of file names that speak for it; content decides. */
  readonly endings: readonly string[];
}

const FACTS: Readonly<Record<DatasetFormat, Omit<FormatFacts, 'id'>>> = {
  csv: { family: 'table', endings: ['.csv', '.data', '.dat'] },
  tsv: { family: 'table', endings: ['.tsv', '.tab'] },
  parquet: { family: 'table', endings: ['.parquet', '.pq'] },
  jsonl: { family: 'table', endings: ['.jsonl', '.ndjson', '.json'] },
  xlsx: { family: 'table', endings: ['.xlsx', '.xlsm'] },
  sqlite: { family: 'table', endings: ['.sqlite', '.sqlite3', '.db'] },
  idx: { family: 'images', endings: ['idx1-ubyte', 'idx3-ubyte'] },
  cifar: { family: 'images', endings: [] },
  npy: { family: 'images', endings: ['.npy', '.npz'] },
  'image-folder': { family: 'images', endings: [] },
  'label-list': { family: 'images', endings: [] },
  coco: { family: 'boxes', endings: ['.json'] },
  yolo: { family: 'boxes', endings: ['.yaml', '.yml'] },
  voc: { family: 'boxes', endings: [] },
  'text-folder': { family: 'text', endings: [] },
  'parallel-text': { family: 'text', endings: [] },
  text: { family: 'text', endings: ['.txt'] },
};

/** Every format that can be read, in the order they are listed. */
export const FORMATS: readonly FormatFacts[] = Object.entries(FACTS).map(([id, facts]) => ({
  id: id as DatasetFormat,
  ...facts,
}));

/** The ending of a file's name that speaks for a format, or null. The name is without `.gz`. */
export function endingFor(format: DatasetFormat, name: string): string | null {
  const lower = name.toLowerCase();
  return FACTS[format].endings.find((ending) => lower.endsWith(ending)) ?? null;
}
