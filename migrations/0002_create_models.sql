-- Networks that users saved. A run keeps its own copy of the model it trains.
CREATE TABLE models (
  id         TEXT NOT NULL PRIMARY KEY,
  name       TEXT NOT NULL,
  spec       TEXT NOT NULL CHECK (json_valid(spec)),
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  deleted_at TEXT
) STRICT;
