import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import { REQUEST_PARAMS, REQUEST_RESULTS } from '../../../../app/contract/schemas/requests.ts';
import type { AuditFinding, AuditReport } from '../../../../app/dataset/audit/finding.ts';
import { fixingOf, withChange } from '../../../../app/dataset/audit/fixes.ts';
import type { Dataset, ImportOptions } from '../../../../app/dataset/dataset.ts';
import type { DatasetId } from '../../../../app/ids.ts';
import { readManifest } from '../../../shards/manifest.ts';
import { reprepareDataset } from '../../reprepare-dataset.ts';
import { DATASET_ID, unwrap, type Workspace } from '../../testing/workspace.ts';
import { auditDataset } from '../audit-dataset.ts';

/** A dataset that was audited. */
export interface Audited {
  readonly dataset: Dataset;
  readonly folder: string;
  readonly report: AuditReport;
}

export async function importAudited(
  workspace: Workspace,
  path: string,
  options?: ImportOptions,
): Promise<Audited> {
  return audited(workspace, unwrap(await workspace.importFile(path, options)), DATASET_ID);
}

async function audited(workspace: Workspace, dataset: Dataset, id: DatasetId): Promise<Audited> {
  const folder = join(workspace.datasetsFolder(), id);
  const report = unwrap(await auditDataset(folder, dataset, () => {}));
  expect(REQUEST_RESULTS['datasets.audit'].parse(report)).toEqual(report);
  return { dataset, folder, report };
}

/** The one finding of a kind. */
export function findingOf(
  { report }: Audited,
  kind: AuditFinding['kind'],
  column?: string,
): AuditFinding {
  const found = report.findings.filter(
    (one) =>
      one.kind === kind && (column === undefined || ('column' in one && one.column === column)),
  );
  expect(found, `${kind} among ${report.findings.map((one) => one.kind).join()}`).not.toEqual([]);
  return found[0] as AuditFinding;
}

export function fixingFor(from: Audited, finding: AuditFinding) {
  return fixingOf(finding, { ...from.dataset, split: from.report.split });
}

/**
 * Takes each fix that is offered for a finding by itself, and audits what comes of it.
 * @returns kinds of fixes, each with the dataset that it made
 */
export async function settleEach(
  workspace: Workspace,
  from: Audited,
  finding: AuditFinding,
): Promise<ReadonlyMap<string, Audited>> {
  const before = unwrap(await readManifest(from.folder));
  const recipe = before.recipe.recipe ?? { version: 1, steps: [] };
  const settled = new Map<string, Audited>();
  for (const { kind, change } of fixingFor(from, finding).fixes) {
    const id = `dataset-${randomUUID()}` as DatasetId;
    const fixed = withChange(recipe, change);
    REQUEST_PARAMS['recipes.apply'].parse({ dataset: 'a', name: 'b', recipe: fixed, token: 't' });
    const dataset = await reprepareDataset({
      from: from.dataset,
      fromFolder: from.folder,
      recipe: fixed,
      name: kind,
      id,
      createdAt: '2026-01-02T00:00:00.000Z',
      datasetsFolder: workspace.datasetsFolder(),
      onProgress: () => undefined,
    });
    settled.set(kind, await audited(workspace, unwrap(dataset), id));
  }
  expect(unwrap(await readManifest(from.folder))).toEqual(before);
  return settled;
}

/** Findings of a kind that a dataset still has, settled ones aside. */
export function leftOf(
  { report }: Audited,
  kind: AuditFinding['kind'],
  column?: string,
): readonly AuditFinding[] {
  return report.findings.filter(
    (one) =>
      one.kind === kind &&
      (column === undefined || ('column' in one && one.column === column)) &&
      !(one.kind === 'constant' && !one.used),
  );
}
