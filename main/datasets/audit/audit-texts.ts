import { AlikeRows } from '../../../app/dataset/audit/alike-rows.ts';
import { type AuditColumn, cellText } from '../../../app/dataset/audit/audit-table.ts';
import { drift } from '../../../app/dataset/audit/drift.ts';
import { sharedKeys } from '../../../app/dataset/audit/exact-duplicates.ts';
import type { AuditCheck } from '../../../app/dataset/audit/finding.ts';
import { nearTexts } from '../../../app/dataset/audit/near-texts.ts';
import { wordLeaks } from '../../../app/dataset/audit/word-leak.ts';
import { ok } from '../../../app/errors.ts';
import { type Audited, type AuditWork, rareClasses, readSampledTable } from './audit-work.ts';

/** Texts that are cut into shingles, each of which is hashed 64 times. */
const MOST_TEXTS = 20_000;

/** Texts that are told apart, or translated: then those of the source tell which are the same. */
export async function auditTexts(work: AuditWork): Promise<Audited> {
  const { dataset, manifest, tell } = work;
  const { text, translation } = manifest.recipe;
  const read = await readSampledTable(work, MOST_TEXTS);
  if (!read.ok) return read;
  const { sample, columns } = read.value;
  const { splits, sourceRows, totalRows } = sample;
  const rows = { splits, sourceRows };
  const named = (name: string | null | undefined) =>
    columns.find((column) => column.name === name) ?? null;
  const source = named((translation?.source ?? text)?.column);
  const words = Array.from(splits.keys(), (at) => (source === null ? '' : cellText(source, at)));
  const checks: AuditCheck[] = ['exact-duplicates', 'near-duplicates'];
  const target = named(dataset.target);
  const leaks = dataset.classes.length > 0 && source !== null && target !== null;
  if (leaks) checks.push('target-leak');
  if (dataset.classes.length > 0) checks.push('class-imbalance');
  checks.push('drift');

  const alike = new AlikeRows(splits.length);
  const textAt = (at: number) => words[at] ?? '';
  tell('exact-duplicates', 0, checks.length);
  const exact = sharedKeys(rows, textAt, textAt, alike);
  tell('near-duplicates', 1, checks.length);
  const near = nearTexts(rows, words, alike);
  const classAt = (at: number) => (target === null ? '' : cellText(target, at));
  if (leaks) tell('target-leak', 2, checks.length);
  const told = leaks ? wordLeaks({ ...rows, column: source.name, textAt, classAt }) : [];
  tell('drift', checks.indexOf('drift'), checks.length);
  const sides = [source, translation === undefined ? null : target].filter((one) => one !== null);
  const spread = [
    ...sides.map(lengthsOf),
    ...(target !== null && translation === undefined ? [target] : []),
  ];
  return ok({
    checkedRows: splits.length,
    totalRows,
    checks,
    findings: [
      ...exact.findings('exact-duplicates', alike),
      ...near.findings('near-duplicates', alike),
      ...told,
      ...rareClasses(work, {
        ...rows,
        hasClass: (at, name) => target !== null && classAt(at) === name,
        valueAt: textAt,
      }),
      ...drift({ ...rows, columns: spread }),
    ],
  });
}

/** How long texts are, in characters. */
function lengthsOf(column: AuditColumn): AuditColumn {
  const { name, role, values } = column;
  const lengths = Float64Array.from(
    { length: values.length },
    (_, at) => [...cellText(column, at)].length,
  );
  return { name, role, aspect: 'length', kind: 'number', values: lengths };
}
