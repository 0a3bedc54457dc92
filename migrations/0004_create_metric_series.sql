CREATE TABLE metric_series (
  id          INTEGER PRIMARY KEY,
  run_id      TEXT    NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag         TEXT    NOT NULL,
  point_count INTEGER NOT NULL DEFAULT 0,
  last_step   INTEGER NOT NULL DEFAULT 0,
  UNIQUE (run_id, tag)
) STRICT;

-- Level 0 holds every point. Level n ≥ 1 holds, of each complete bucket of 4^(n+1) points, the
-- first, the lowest, the highest and the last, so that a long series is drawn from few rows.
CREATE TABLE metric_points (
  series_id    INTEGER NOT NULL REFERENCES metric_series (id) ON DELETE CASCADE,
  level        INTEGER NOT NULL,
  -- Place in the series, from 0; the same on every level.
  position     INTEGER NOT NULL,
  step         INTEGER NOT NULL,
  epoch        INTEGER NOT NULL,
  -- NULL: not a number, which SQLite cannot hold.
  value        REAL,
  wall_time_ms INTEGER NOT NULL,
  PRIMARY KEY (series_id, level, position)
) STRICT, WITHOUT ROWID;
