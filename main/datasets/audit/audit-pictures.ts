import { unpackBoxes } from '../../../app/boxes/box.ts';
import { AlikeRows } from '../../../app/dataset/audit/alike-rows.ts';
import type { AuditColumn } from '../../../app/dataset/audit/audit-table.ts';
import { drift } from '../../../app/dataset/audit/drift.ts';
import { sharedKeys } from '../../../app/dataset/audit/exact-duplicates.ts';
import type { AuditCheck } from '../../../app/dataset/audit/finding.ts';
import { nearImages } from '../../../app/dataset/audit/near-images.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readTensorRows } from '../../shards/read.ts';
import { keysOf, readSampledBytes, type SampledBytes } from './audit-windows.ts';
import { type Audited, type AuditWork, rareClasses } from './audit-work.ts';
import { showExamples } from './show-examples.ts';

/** Each picture is compared with each other. */
const MOST_IMAGES = 20_000;

/** Pictures, with a class each, with boxes, or with neither. */
export async function auditPictures(work: AuditWork): Promise<Audited> {
  const { dataset, tell } = work;
  const { input } = dataset;
  if (input.kind !== 'image') throw new Error('Pictures have a size');
  const read = await readSampledBytes(work, MOST_IMAGES);
  if (!read.ok) return read;
  const { sample, bytes } = read.value;
  const { splits, sourceRows, totalRows } = sample;
  const rows = { splits, sourceRows };
  const marks = await readMarks(work, read.value);
  if (!marks.ok) return marks;
  const checks: AuditCheck[] = ['exact-duplicates', 'near-duplicates'];
  if (dataset.classes.length > 0) checks.push('class-imbalance');
  checks.push('drift');

  const alike = new AlikeRows(splits.length);
  const keys = keysOf(read.value);
  tell('exact-duplicates', 0, checks.length);
  const exact = sharedKeys(
    rows,
    (at) => keys[at] ?? '',
    () => '',
    alike,
  );
  tell('near-duplicates', 1, checks.length);
  const near = nearImages({ ...rows, pixels: bytes, ...input }, alike);
  tell('drift', 2, checks.length);
  const columns = [...looksOf(read.value, work), ...marks.value.columns];
  const shown = await showExamples(work, [
    ...exact.findings('exact-duplicates', alike),
    ...near.findings('near-duplicates', alike),
    ...rareClasses(work, { ...rows, hasClass: marks.value.hasClass, valueAt: () => '' }),
    ...drift({ ...rows, columns }),
  ]);
  if (!shown.ok) return shown;
  return ok({ checkedRows: splits.length, totalRows, checks, findings: shown.value });
}

/** How bright pictures are, and by how much that varies within one: mean and deviation, of 255. */
function looksOf(
  { sample, bytes, sampleBytes }: SampledBytes,
  { dataset }: AuditWork,
): readonly AuditColumn[] {
  const count = sample.splits.length;
  const [brightness, contrast] = [new Float64Array(count), new Float64Array(count)];
  for (let at = 0; at < count; at += 1) {
    let [sum, squares] = [0, 0];
    for (let byte = at * sampleBytes; byte < (at + 1) * sampleBytes; byte += 1) {
      const value = bytes[byte] ?? 0;
      sum += value;
      squares += value * value;
    }
    const mean = sum / sampleBytes;
    brightness[at] = mean;
    contrast[at] = Math.sqrt(Math.max(0, squares / sampleBytes - mean * mean));
  }
  const name = dataset.columns.find(({ role }) => role === 'feature')?.name ?? '';
  const common = { name, role: 'feature', kind: 'number' } as const;
  return [
    { ...common, aspect: 'brightness', values: brightness },
    { ...common, aspect: 'contrast', values: contrast },
  ];
}

interface Marks {
  /** Classes, or how many things are marked. */
  readonly columns: readonly AuditColumn[];
  readonly hasClass: (at: number, name: string) => boolean;
}

/** What is said of each picture. */
async function readMarks(
  { folder, dataset, manifest }: AuditWork,
  { sample: { splits, positions } }: SampledBytes,
): Promise<Result<Marks>> {
  const { classes } = manifest;
  const labels: (readonly number[])[] = [];
  for (const [at, split] of splits.entries()) {
    const { boxes, target } = manifest.splits[SPLITS[split] ?? 'train'];
    const read = await readTensorRows(folder, boxes ?? target, positions[at] ?? 0, 1);
    if (!read.ok) return read;
    labels.push(
      boxes === undefined
        ? Array.from(read.value)
        : unpackBoxes(read.value).map(({ label }) => label),
    );
  }
  const hasClass = (at: number, name: string) =>
    labels[at]?.some((label) => classes[label] === name) ?? false;
  const name = dataset.target;
  if (classes.length === 0 || name === null) return ok({ columns: [], hasClass: () => false });
  const common = { name, role: 'target' } as const;
  const column: AuditColumn =
    dataset.task === 'object-detection'
      ? {
          ...common,
          aspect: 'boxes',
          kind: 'number',
          values: Float64Array.from(labels, ({ length }) => length),
        }
      : { ...common, kind: 'text', values: labels.map(([label]) => classes[label ?? -1] ?? '') };
  return ok({ columns: [column], hasClass });
}
