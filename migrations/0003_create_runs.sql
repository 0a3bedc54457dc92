-- What the list of runs shows, and nothing heavier: a page of it must not read plans and models.
CREATE TABLE runs (
  id                 TEXT    NOT NULL PRIMARY KEY,
  name               TEXT    NOT NULL,
  status             TEXT    NOT NULL,
  dataset_id         TEXT    NOT NULL REFERENCES datasets (id),
  model_name         TEXT    NOT NULL,
  template           TEXT,
  group_id           TEXT,
  seed               INTEGER NOT NULL,
  note               TEXT    NOT NULL DEFAULT '',
  created_at         TEXT    NOT NULL,
  started_at         TEXT,
  ended_at           TEXT,
  epochs             INTEGER NOT NULL DEFAULT 0,
  planned_epochs     INTEGER NOT NULL,
  best_epoch         INTEGER,
  metrics            TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(metrics)),
  train_seconds      REAL    NOT NULL DEFAULT 0,
  samples_per_second REAL    NOT NULL DEFAULT 0,
  energy_kwh         REAL,
  energy_source      TEXT,
  cost_usd           REAL,
  engine             TEXT    NOT NULL,
  error              TEXT    CHECK (json_valid(error)),
  deleted_at         TEXT,
  -- The metrics people sort by most, for the indexes below.
  loss          REAL GENERATED ALWAYS AS (metrics ->> '$."loss"') VIRTUAL,
  accuracy      REAL GENERATED ALWAYS AS (metrics ->> '$."accuracy"') VIRTUAL,
  val_loss      REAL GENERATED ALWAYS AS (metrics ->> '$."val/loss"') VIRTUAL,
  val_accuracy  REAL GENERATED ALWAYS AS (metrics ->> '$."val/accuracy"') VIRTUAL,
  test_accuracy REAL GENERATED ALWAYS AS (metrics ->> '$."test/accuracy"') VIRTUAL
) STRICT;

-- One index for each order of the list; the id makes the order total.
CREATE INDEX runs_by_creation      ON runs (created_at, id)         WHERE deleted_at IS NULL;
CREATE INDEX runs_by_start         ON runs (started_at, id)         WHERE deleted_at IS NULL;
CREATE INDEX runs_by_end           ON runs (ended_at, id)           WHERE deleted_at IS NULL;
CREATE INDEX runs_by_name          ON runs (name, id)               WHERE deleted_at IS NULL;
CREATE INDEX runs_by_seconds       ON runs (train_seconds, id)      WHERE deleted_at IS NULL;
CREATE INDEX runs_by_cost          ON runs (cost_usd, id)           WHERE deleted_at IS NULL;
CREATE INDEX runs_by_loss          ON runs (loss, id)               WHERE deleted_at IS NULL;
CREATE INDEX runs_by_accuracy      ON runs (accuracy, id)           WHERE deleted_at IS NULL;
CREATE INDEX runs_by_val_loss      ON runs (val_loss, id)           WHERE deleted_at IS NULL;
CREATE INDEX runs_by_val_accuracy  ON runs (val_accuracy, id)       WHERE deleted_at IS NULL;
CREATE INDEX runs_by_test_accuracy ON runs (test_accuracy, id)      WHERE deleted_at IS NULL;
-- Filters, each in the list's own order. Without the partial clause, as datasets count their runs in the trash too.
CREATE INDEX runs_by_status        ON runs (status, created_at, id)     WHERE deleted_at IS NULL;
CREATE INDEX runs_by_dataset       ON runs (dataset_id, created_at, id);
CREATE INDEX runs_by_group         ON runs (group_id, created_at, id)   WHERE deleted_at IS NULL;

-- The rest of a run, read when one is opened.
CREATE TABLE run_details (
  run_id              TEXT    NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  dataset_fingerprint TEXT    NOT NULL,
  plan                TEXT    NOT NULL CHECK (json_valid(plan)),
  model               TEXT    NOT NULL CHECK (json_valid(model)),
  environment         TEXT    CHECK (json_valid(environment)),
  cost                TEXT    CHECK (json_valid(cost)),
  parameters          INTEGER NOT NULL DEFAULT 0,
  flops_per_sample    REAL    NOT NULL DEFAULT 0,
  steps_per_epoch     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE run_tags (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag    TEXT NOT NULL,
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_tags_by_tag ON run_tags (tag, run_id);

-- Checkpoint files below the run's folder. One file can serve as latest and as best.
CREATE TABLE checkpoints (
  run_id     TEXT    NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  kind       TEXT    NOT NULL,
  file       TEXT    NOT NULL,
  epoch      INTEGER NOT NULL,
  step       INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at TEXT    NOT NULL,
  PRIMARY KEY (run_id, kind, file)
) STRICT, WITHOUT ROWID;

-- The newest evaluation of each split.
CREATE TABLE evaluations (
  run_id       TEXT    NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  split        TEXT    NOT NULL,
  rows         INTEGER NOT NULL,
  evaluated_at TEXT    NOT NULL,
  metrics      TEXT    NOT NULL CHECK (json_valid(metrics)),
  intervals    TEXT    NOT NULL CHECK (json_valid(intervals)),
  confusion    TEXT    CHECK (json_valid(confusion)),
  PRIMARY KEY (run_id, split)
) STRICT, WITHOUT ROWID;
