import type { TellAudit } from '../../../app/dataset/audit/audit-progress.ts';
import { type AuditReport, worstFirst } from '../../../app/dataset/audit/finding.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import { auditPictures } from './audit-pictures.ts';
import { auditRatings } from './audit-ratings.ts';
import { auditSeries } from './audit-series.ts';
import { auditTableRows } from './audit-table-rows.ts';
import { auditTexts } from './audit-texts.ts';
import { auditWindows } from './audit-windows.ts';
import type { Audited, AuditWork } from './audit-work.ts';

/** Looks for what makes a dataset's scores untrue before anything is trained on it. */
export async function auditDataset(
  folder: string,
  dataset: Dataset,
  tell: TellAudit,
): Promise<Result<AuditReport>> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const audited = await auditOf(dataset)({ folder, dataset, manifest: manifest.value, tell });
  if (!audited.ok) return audited;
  const split = manifest.value.recipe.recipe?.split ?? null;
  const findings = worstFirst(audited.value.findings);
  return ok({ ...audited.value, dataset: dataset.name, split, findings });
}

/** How a dataset of a kind is looked at. */
function auditOf({ task, input }: Dataset): (work: AuditWork) => Promise<Audited> {
  if (input.kind === 'image') return auditPictures;
  switch (task) {
    case 'text-classification':
    case 'translation':
      return auditTexts;
    case 'recommendation':
      return auditRatings;
    case 'forecasting':
      return auditSeries;
    case 'language-modeling':
      return auditWindows;
    default:
      return auditTableRows;
  }
}
