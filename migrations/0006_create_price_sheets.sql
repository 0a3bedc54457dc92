-- What the user brought to the dated sheets, which themselves stay with the installation: imported
-- sheets and figures of their own. An undone change stays as history.
CREATE TABLE price_changes (
  id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL CHECK (kind IN ('import', 'figure')),
  sheet      TEXT    NOT NULL,
  -- Of an import: the rows and how they were taken in. Of a figure: row, column, value and note.
  body       TEXT    NOT NULL CHECK (json_valid(body)),
  -- What an import changed when it came, so that history need not read its rows.
  added      INTEGER NOT NULL DEFAULT 0,
  removed    INTEGER NOT NULL DEFAULT 0,
  changed    INTEGER NOT NULL DEFAULT 0,
  changed_at TEXT    NOT NULL,
  undone_at  TEXT
) STRICT;

CREATE INDEX price_changes_in_force ON price_changes (sheet, id) WHERE undone_at IS NULL;
