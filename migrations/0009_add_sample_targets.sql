-- What a model is to answer for one sample, where that is neither a class nor a single number.
ALTER TABLE datasets ADD COLUMN sample_target TEXT
  CHECK (sample_target IS NULL OR json_valid(sample_target));
