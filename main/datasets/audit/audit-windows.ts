import { createHash } from 'node:crypto';
import { AlikeRows } from '../../../app/dataset/audit/alike-rows.ts';
import { sharedKeys } from '../../../app/dataset/audit/exact-duplicates.ts';
import type { AuditFinding } from '../../../app/dataset/audit/finding.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { elementCount } from '../../../app/shape.ts';
import { readTensorRows } from '../../shards/read.ts';
import type { Audited, AuditWork } from './audit-work.ts';
import { type SampledRows, sampleRows } from './read-sample.ts';
import { showExamples } from './show-examples.ts';

/** Bytes of prepared samples in memory. */
const MOST_BYTES = 512 * 1024 ** 2;
/** Samples between one word of how far it is and the next. */
const TOLD_ROWS = 500;

/** Prepared samples, one after the other. */
export interface SampledBytes {
  readonly sample: SampledRows;
  readonly bytes: Uint8Array;
  /** Of one sample. */
  readonly sampleBytes: number;
}

/** Windows of running text. */
export async function auditWindows(work: AuditWork): Promise<Audited> {
  const read = await readSampledBytes(work, Number.POSITIVE_INFINITY);
  if (!read.ok) return read;
  const { splits, totalRows } = read.value.sample;
  work.tell('exact-duplicates', 0, 1);
  const findings = await showExamples(work, equalSamples(read.value));
  if (!findings.ok) return findings;
  const checks = ['exact-duplicates'] as const;
  return ok({ checkedRows: splits.length, totalRows, checks, findings: findings.value });
}

/** Samples of validation and test that a split before theirs has as well. */
export function equalSamples(samples: SampledBytes): readonly AuditFinding[] {
  const alike = new AlikeRows(samples.sample.splits.length);
  const keys = keysOf(samples);
  const twice = sharedKeys(
    samples.sample,
    (at) => keys[at] ?? '',
    () => '',
    alike,
  );
  return twice.findings('exact-duplicates', alike);
}

/** A word for each sample, the same for equal ones. */
export function keysOf({ sample, bytes, sampleBytes }: SampledBytes): readonly string[] {
  return Array.from(sample.splits.keys(), (at) =>
    createHash('sha256')
      .update(bytes.subarray(at * sampleBytes, (at + 1) * sampleBytes))
      .digest('base64'),
  );
}

/** @param most samples */
export async function readSampledBytes(
  { folder, manifest, tell }: AuditWork,
  most: number,
): Promise<Result<SampledBytes>> {
  const { features } = manifest.splits.train;
  const sampleBytes = elementCount(features.shape) * (features.dtype === 'uint8' ? 1 : 4);
  const sample = await sampleRows(
    folder,
    manifest,
    Math.min(most, Math.ceil(MOST_BYTES / sampleBytes)),
  );
  if (!sample.ok) return sample;
  const { splits, positions } = sample.value;
  const bytes = new Uint8Array(splits.length * sampleBytes);
  for (const [at, split] of splits.entries()) {
    if (at % TOLD_ROWS === 0) tell('reading', at, splits.length);
    const ofSplit = manifest.splits[SPLITS[split] ?? 'train'];
    const read = await readTensorRows(folder, ofSplit.features, positions[at] ?? 0, 1);
    if (!read.ok) return read;
    bytes.set(new Uint8Array(read.value.buffer), at * sampleBytes);
  }
  return ok({ sample: sample.value, bytes, sampleBytes });
}
