import type { PriceChangeSummary } from '../../app/contract/prices.ts';
import type { SheetName } from '../../app/cost/fact-sheets.ts';
import type { ImportedSheet, OwnFigure, PriceChange } from '../../app/cost/sheets/price-change.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Connection } from './connection.ts';
import { fromJson, toJson } from './json-text.ts';

/** An import without what the table gives it. */
export type NewImport = Omit<ImportedSheet, 'id'>;
export type NewFigure = Omit<OwnFigure, 'id'>;

/** How many rows an import adds, removes and changes. */
export interface ChangedRows {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

type ImportBody = Pick<ImportedSheet, 'mode' | 'file' | 'rows'>;
type FigureBody = Pick<OwnFigure, 'row' | 'column' | 'value' | 'note'>;

interface ChangeRow {
  readonly id: number;
  readonly kind: PriceChange['kind'];
  readonly sheet: string;
  readonly body: string;
  readonly changed_at: string;
}

interface SummaryRow extends ChangedRows {
  readonly id: number;
  readonly kind: PriceChange['kind'];
  readonly sheet: string;
  readonly file: string | null;
  readonly mode: ImportedSheet['mode'] | null;
  readonly row: string | null;
  readonly column: string | null;
  readonly value: string | null;
  readonly note: string | null;
  readonly changed_at: string;
  readonly undone_at: string | null;
}

export type PriceChangesTable = ReturnType<typeof priceChangesTable>;

/** The user's imports and own figures, in the order they came. Nothing is deleted: undoing marks. */
export function priceChangesTable({ database, transaction }: Connection) {
  const insertRow = database.prepare<
    [{ kind: string; sheet: string; body: string; changed_at: string } & ChangedRows]
  >(
    `INSERT INTO price_changes (kind, sheet, body, added, removed, changed, changed_at)
     VALUES (@kind, @sheet, @body, @added, @removed, @changed, @changed_at)`,
  );
  const selectInForce = database.prepare<[string], ChangeRow>(
    `SELECT id, kind, sheet, body, changed_at FROM price_changes
     WHERE sheet = ? AND undone_at IS NULL ORDER BY id`,
  );
  const summary = `SELECT id, kind, sheet, added, removed, changed, changed_at, undone_at,
      body ->> 'file' AS file, body ->> 'mode' AS mode, body ->> 'row' AS row,
      body ->> 'column' AS column, body -> 'value' AS value, body ->> 'note' AS note
    FROM price_changes`;
  const selectSummaries = database.prepare<[], SummaryRow>(`${summary} ORDER BY id DESC`);
  const selectSummary = database.prepare<[number], SummaryRow>(`${summary} WHERE id = ?`);
  const selectNewest = database
    .prepare<[], number>('SELECT max(id) FROM price_changes WHERE undone_at IS NULL')
    .pluck();
  const markRow = database.prepare<[string, number]>(
    'UPDATE price_changes SET undone_at = ? WHERE id = ? AND undone_at IS NULL',
  );

  /** Those of a sheet that are in force, oldest first. */
  function inForce(sheet: SheetName): readonly PriceChange[] {
    return selectInForce.all(sheet).map(changeOf);
  }

  function insert(
    change: NewImport | NewFigure,
    rows: ChangedRows = { added: 0, removed: 0, changed: 0 },
  ): Result<PriceChangeSummary> {
    return transaction(() => {
      const { lastInsertRowid } = insertRow.run({
        kind: change.kind,
        sheet: change.sheet,
        body: toJson(bodyOf(change)),
        changed_at: change.changedAt,
        ...rows,
      });
      return find(Number(lastInsertRowid));
    });
  }

  /** All changes ever made, newest first. */
  function history(): readonly PriceChangeSummary[] {
    return selectSummaries.all().map(summaryOf);
  }

  /** Takes a change back, the newest in force if none is named. */
  function undo(id: number | null, undoneAt: string): Result<PriceChangeSummary> {
    return transaction(() => {
      const chosen = id ?? selectNewest.get() ?? null;
      if (chosen === null) return fail({ code: 'prices/nothing-to-undo' });
      return markRow.run(undoneAt, chosen).changes === 1
        ? find(chosen)
        : fail({ code: 'prices/change-unknown', change: chosen });
    });
  }

  function find(id: number): Result<PriceChangeSummary> {
    const row = selectSummary.get(id);
    return row === undefined
      ? fail({ code: 'prices/change-unknown', change: id })
      : ok(summaryOf(row));
  }

  return { inForce, insert, history, undo };
}

function bodyOf(change: NewImport | NewFigure): ImportBody | FigureBody {
  if (change.kind === 'import') {
    const { mode, file, rows } = change;
    return { mode, file, rows };
  }
  const { row, column, value, note } = change;
  return { row, column, value, note };
}

function changeOf({ id, kind, sheet, body, changed_at }: ChangeRow): PriceChange {
  const common = { id, sheet: sheet as SheetName, changedAt: changed_at };
  return kind === 'import'
    ? { kind, ...common, ...fromJson<ImportBody>(body) }
    : { kind, ...common, ...fromJson<FigureBody>(body) };
}

function summaryOf(row: SummaryRow): PriceChangeSummary {
  const { id, kind, added, removed, changed } = row;
  return {
    id,
    kind,
    sheet: row.sheet as SheetName,
    file: row.file,
    mode: row.mode,
    added,
    removed,
    changed,
    row: row.row,
    column: row.column,
    value: row.value === null ? null : fromJson(row.value),
    note: row.note,
    changedAt: row.changed_at,
    undoneAt: row.undone_at,
  };
}
