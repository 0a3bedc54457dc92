import { type AuditFinding, example } from '../../../app/dataset/audit/finding.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readSourceRows } from '../read-rows.ts';
import type { AuditWork } from './audit-work.ts';

/** Shows examples as they look, or read. */
export async function showExamples(
  { folder, dataset, tell }: AuditWork,
  findings: readonly AuditFinding[],
): Promise<Result<readonly AuditFinding[]>> {
  tell('reading', 0, 1);
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
      const words = Object.values(rows.value.at(-1)?.values ?? {}).join(', ');
      const value = one.value === '' && images.length === 0 ? words : one.value;
      examples.push({ ...example(one.places, value), images });
    }
    shown.push({ ...finding, examples });
  }
  return ok(shown);
}
