-- Which importer made a dataset, so that what an older one did wrong can be told. 1 stands for all before
-- this was recorded.
ALTER TABLE datasets ADD COLUMN importer_version INTEGER NOT NULL DEFAULT 1 CHECK (importer_version >= 1);
