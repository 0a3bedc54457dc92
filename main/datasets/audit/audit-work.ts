import type { TellAudit } from '../../../app/dataset/audit/audit-progress.ts';
import type { AuditColumn } from '../../../app/dataset/audit/audit-table.ts';
import { type ClassedRows, classImbalance } from '../../../app/dataset/audit/class-imbalance.ts';
import type { AuditFinding, AuditReport } from '../../../app/dataset/audit/finding.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { type SampledRows, sampleRows } from './read-sample.ts';
import { readColumns } from './read-table.ts';

/** Cells in memory, some 8 to 100 bytes each: wide tables are looked at in fewer rows. */
const MOST_CELLS = 4_000_000;

/** A dataset to be looked at, and whom to tell how far it is. */
export interface AuditWork {
  readonly folder: string;
  readonly dataset: Dataset;
  readonly manifest: PreparedManifest;
  readonly tell: TellAudit;
}

/** What was looked at, for what, and what was found. */
export type Audited = Result<
  Pick<AuditReport, 'checkedRows' | 'totalRows' | 'checks' | 'findings'>
>;

/** Raw rows of a dataset that keeps its table. */
export interface SampledTable {
  readonly sample: SampledRows;
  readonly columns: readonly AuditColumn[];
}

/** @param most rows */
export async function readSampledTable(
  { folder, dataset, manifest, tell }: AuditWork,
  most: number,
): Promise<Result<SampledTable>> {
  const mostCells = Math.ceil(MOST_CELLS / Math.max(1, dataset.columns.length));
  const sample = await sampleRows(folder, manifest, Math.min(most, mostCells));
  if (!sample.ok) return sample;
  const columns = await readColumns(folder, dataset, sample.value, (done) =>
    tell('reading', done, dataset.columns.length),
  );
  return columns.ok ? ok({ sample: sample.value, columns: columns.value }) : columns;
}

/** Classes of which one is rare, unless the recipe balances them already. */
export function rareClasses(
  { dataset, manifest }: AuditWork,
  rows: ClassedRows | null,
): readonly AuditFinding[] {
  const steps = manifest.recipe.recipe?.steps ?? [];
  return steps.some(({ kind }) => kind === 'balance')
    ? []
    : classImbalance(dataset.classCounts, rows);
}
