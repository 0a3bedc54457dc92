-- What servers of language models did under load. Levels are read whole, never one by one.
CREATE TABLE measurements (
  id           TEXT NOT NULL PRIMARY KEY,
  name         TEXT NOT NULL,
  started_at   TEXT NOT NULL,
  ended_at     TEXT NOT NULL,
  cut_short_by TEXT CHECK (cut_short_by IS NULL OR json_valid(cut_short_by)),
  server       TEXT NOT NULL CHECK (json_valid(server)),
  load         TEXT NOT NULL CHECK (json_valid(load)),
  machine      TEXT NOT NULL CHECK (json_valid(machine)),
  levels       TEXT NOT NULL CHECK (json_valid(levels)),
  deleted_at   TEXT
) STRICT;
