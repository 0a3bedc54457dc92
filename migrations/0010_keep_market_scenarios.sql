-- The questions of the market lab are kept beside the decisions, with versions as these have.
ALTER TABLE scenarios ADD COLUMN kind TEXT NOT NULL DEFAULT 'cost' CHECK (kind IN ('cost', 'market'));
