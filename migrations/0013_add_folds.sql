-- Datasets that hold the rows of another with one fold of several as their test. They belong to the other: they are
-- not listed, go to the trash with it, come back with it, and share no names with those that are listed.
ALTER TABLE datasets ADD COLUMN fold_of TEXT REFERENCES datasets (id);
-- Counts from 0.
ALTER TABLE datasets ADD COLUMN fold INTEGER CHECK (fold >= 0);
ALTER TABLE datasets ADD COLUMN folds INTEGER CHECK (folds >= 2);

DROP INDEX datasets_by_name;
CREATE UNIQUE INDEX datasets_by_name ON datasets (name) WHERE deleted_at IS NULL AND fold_of IS NULL;
CREATE UNIQUE INDEX datasets_by_fold ON datasets (fold_of, folds, fold) WHERE fold_of IS NOT NULL;
