import { createHash } from 'node:crypto';
import type { TellAudit } from '../../../app/dataset/audit/audit-progress.ts';
import { auditTable } from '../../../app/dataset/audit/audit-rules.ts';
import { classImbalance } from '../../../app/dataset/audit/class-imbalance.ts';
import { sharedKeys } from '../../../app/dataset/audit/exact-duplicates.ts';
import {
  AUDIT_CHECKS,
  type AuditCheck,
  type AuditFinding,
  type AuditReport,
  worstFirst,
} from '../../../app/dataset/audit/finding.ts';
import { nearImages } from '../../../app/dataset/audit/near-images.ts';
import { nearTexts } from '../../../app/dataset/audit/near-texts.ts';
import { type Dataset, SPLITS } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { elementCount } from '../../../app/shape.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensorRows } from '../../shards/read.ts';
import { readSourceRows } from '../read-rows.ts';
import { type SampledRows, sampleRows } from './read-sample.ts';
import { readColumns, timeOf } from './read-table.ts';

/** Rows of a table that are looked at; more take longer and change no verdict but that on duplicates. */
const MOST_ROWS = 200_000;
/** Cells in memory, some 8 to 100 bytes each: wide tables are looked at in fewer rows. */
const MOST_CELLS = 4_000_000;
/** Each picture of validation and test is compared with each of training. */
const MOST_IMAGES = 20_000;
/** Bytes of prepared samples in memory. */
const MOST_BYTES = 512 * 1024 ** 2;
/** Texts that are cut into shingles, each of which is hashed 64 times. */
const MOST_TEXTS = 20_000;
/** Pictures between one word of how far it is and the next. */
const TOLD_ROWS = 500;

type Audited = Result<Pick<AuditReport, 'checkedRows' | 'totalRows' | 'checks' | 'findings'>>;

/** Looks for what makes a dataset's scores untrue before anything is trained on it. */
export async function auditDataset(
  folder: string,
  dataset: Dataset,
  tell: TellAudit,
): Promise<Result<AuditReport>> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const isTable = dataset.input.kind === 'tabular' || dataset.task === 'text-classification';
  const audited = isTable
    ? await auditRows(folder, dataset, manifest.value, tell)
    : await auditSamples(folder, dataset, manifest.value, tell);
  if (!audited.ok) return audited;
  const findings = worstFirst([...audited.value.findings, ...classImbalance(dataset.classCounts)]);
  return ok({ ...audited.value, dataset: dataset.name, findings });
}

async function auditRows(
  folder: string,
  dataset: Dataset,
  manifest: PreparedManifest,
  tell: TellAudit,
): Promise<Audited> {
  const textColumn = manifest.recipe.text?.column ?? null;
  const mostCells = Math.ceil(MOST_CELLS / Math.max(1, dataset.columns.length));
  const most = Math.min(textColumn === null ? MOST_ROWS : MOST_TEXTS, mostCells);
  const sample = await sampleRows(folder, manifest, most);
  if (!sample.ok) return sample;
  const columns = await readColumns(folder, dataset, sample.value, (done) =>
    tell('reading', done, dataset.columns.length),
  );
  if (!columns.ok) return columns;
  const { splits, sourceRows, totalRows } = sample.value;
  const isWhole = splits.length === totalRows;
  const time = timeOf(dataset, manifest, columns.value, isWhole);
  const table = { splits, sourceRows, columns: columns.value, time };
  const facts = { checkedRows: splits.length, totalRows };
  const has = (check: AuditCheck) =>
    (check !== 'class-imbalance' || dataset.classes.length > 0) &&
    (check !== 'future-column' || time !== undefined);
  if (textColumn === null) {
    const checks = AUDIT_CHECKS.filter((check) => check !== 'near-duplicates' && has(check));
    return ok({ ...facts, checks, findings: auditTable(table, checks, tell) });
  }
  const texts = table.columns.find(({ name }) => name === textColumn)?.values ?? [];
  const words = Array.from(texts, String);
  const textAt = (at: number) => words[at] ?? '';
  const checks = (['exact-duplicates', 'near-duplicates', 'class-imbalance'] as const).filter(has);
  tell('exact-duplicates', 0, checks.length);
  const exact = sharedKeys(table, textAt, textAt);
  tell('near-duplicates', 1, checks.length);
  const findings = [...exact, ...nearTexts(table, words)];
  return ok({ ...facts, checks, findings });
}

/** Pictures, windows and series as they were prepared. */
async function auditSamples(
  folder: string,
  dataset: Dataset,
  manifest: PreparedManifest,
  tell: TellAudit,
): Promise<Audited> {
  const { features } = manifest.splits.train;
  const sampleBytes = elementCount(features.shape) * (features.dtype === 'uint8' ? 1 : 4);
  const most = Math.min(MOST_IMAGES, Math.ceil(MOST_BYTES / sampleBytes));
  const sample = await sampleRows(folder, manifest, most);
  if (!sample.ok) return sample;
  const bytes = await readBytes(folder, manifest, sample.value, sampleBytes, tell);
  if (!bytes.ok) return bytes;
  const { splits, sourceRows, totalRows } = sample.value;
  const rows = { splits, sourceRows };
  tell('exact-duplicates', 0, 2);
  const keys = Array.from(splits.keys(), (at) =>
    createHash('sha256')
      .update(bytes.value.subarray(at * sampleBytes, (at + 1) * sampleBytes))
      .digest('base64'),
  );
  const exact = sharedKeys(
    rows,
    (at) => keys[at] ?? '',
    () => '',
  );
  const { input } = dataset;
  tell('near-duplicates', 1, 2);
  const near = input.kind === 'image' ? nearImages({ ...rows, pixels: bytes.value, ...input }) : [];
  // Pictures that are shown are read once more.
  tell('reading', 0, 1);
  const shown = await withImages(folder, dataset, [...exact, ...near]);
  if (!shown.ok) return shown;
  const checks = AUDIT_CHECKS.filter(
    (check) =>
      check === 'exact-duplicates' ||
      (check === 'near-duplicates' && input.kind === 'image') ||
      (check === 'class-imbalance' && dataset.classes.length > 0),
  );
  return ok({ checkedRows: splits.length, totalRows, checks, findings: shown.value });
}

/** Samples one after the other, as they are stored. */
async function readBytes(
  folder: string,
  manifest: PreparedManifest,
  { splits, positions }: SampledRows,
  sampleBytes: number,
  tell: TellAudit,
): Promise<Result<Uint8Array>> {
  const bytes = new Uint8Array(splits.length * sampleBytes);
  for (const [at, split] of splits.entries()) {
    if (at % TOLD_ROWS === 0) tell('reading', at, splits.length);
    const { features } = manifest.splits[SPLITS[split] ?? 'train'];
    const read = await readTensorRows(folder, features, positions[at] ?? 0, 1);
    if (!read.ok) return read;
    bytes.set(new Uint8Array(read.value.buffer), at * sampleBytes);
  }
  return ok(bytes);
}

/** Shows examples as they look, or read. */
async function withImages(
  folder: string,
  dataset: Dataset,
  findings: readonly AuditFinding[],
): Promise<Result<readonly AuditFinding[]>> {
  const shown: AuditFinding[] = [];
  for (const finding of findings) {
    const examples = [];
    for (const one of finding.examples) {
      const rows = await readSourceRows(
        folder,
        dataset,
        one.places.map(({ row }) => row),
      );
      if (!rows.ok) return rows;
      const images = rows.value.flatMap(({ image }) => (image === undefined ? [] : [image]));
      examples.push({ ...one, images });
    }
    shown.push({ ...finding, examples });
  }
  return ok(shown);
}
