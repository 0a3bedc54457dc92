-- What the user chose, by setting; what is not here has its default.
CREATE TABLE settings (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

-- What was measured once and is kept with the home, such as this machine's GEMM peak.
CREATE TABLE host_facts (
  key         TEXT NOT NULL PRIMARY KEY,
  value       TEXT NOT NULL CHECK (json_valid(value)),
  measured_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
