-- Decisions between owning, renting and an API, as people keep them. A save never overwrites: every
-- version stays as it was.
CREATE TABLE scenarios (
  id         TEXT NOT NULL PRIMARY KEY,
  -- That of the newest version, by which it is found.
  name       TEXT NOT NULL,
  created_at TEXT NOT NULL,
  deleted_at TEXT
) STRICT;

CREATE TABLE scenario_versions (
  scenario_id TEXT    NOT NULL REFERENCES scenarios (id) ON DELETE CASCADE,
  version     INTEGER NOT NULL CHECK (version >= 1),
  body        TEXT    NOT NULL CHECK (json_valid(body)),
  saved_at    TEXT    NOT NULL,
  PRIMARY KEY (scenario_id, version)
) STRICT, WITHOUT ROWID;
