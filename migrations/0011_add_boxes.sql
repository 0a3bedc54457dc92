-- What the boxes of a dataset look like, where things in its pictures are marked.
ALTER TABLE datasets ADD COLUMN boxes TEXT CHECK (boxes IS NULL OR json_valid(boxes));
