-- Facts of each imported dataset; its tensors lie in files below the home.
-- Times are ISO 8601 in UTC, so that text order is time order.
CREATE TABLE datasets (
  id             TEXT    NOT NULL PRIMARY KEY,
  name           TEXT    NOT NULL,
  task           TEXT    NOT NULL,
  format         TEXT    NOT NULL,
  source         TEXT    NOT NULL,
  created_at     TEXT    NOT NULL,
  size_bytes     INTEGER NOT NULL,
  train_rows     INTEGER NOT NULL,
  val_rows       INTEGER NOT NULL,
  test_rows      INTEGER NOT NULL,
  train_fraction REAL    NOT NULL,
  val_fraction   REAL    NOT NULL,
  test_fraction  REAL    NOT NULL,
  split_seed     INTEGER NOT NULL,
  target         TEXT,
  fingerprint    TEXT    NOT NULL,
  input          TEXT    NOT NULL CHECK (json_valid(input)),
  columns        TEXT    NOT NULL CHECK (json_valid(columns)),
  classes        TEXT    NOT NULL CHECK (json_valid(classes)),
  class_counts   TEXT    NOT NULL CHECK (json_valid(class_counts)),
  -- Set while the dataset lies in the trash, from where it can come back.
  deleted_at     TEXT
) STRICT;

-- A name in the trash is free again.
CREATE UNIQUE INDEX datasets_by_name ON datasets (name) WHERE deleted_at IS NULL;
